"""A batch made ready: its katas in memory, its submissions in the store."""

from collections.abc import Mapping
from dataclasses import dataclass

from runner.collection import KataFolder
from runner.grade.folder import Folder
from runner.grade.key import Conditions
from runner.kata import Kata
from runner.request import Request
from runner.solution import Solution


@dataclass(frozen=True, kw_only=True)
class PreparedKata:
    """A kata of the batch, as it was when the batch was begun."""

    folder: KataFolder
    kata: Kata
    digest: str
    seed: int


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """The batch in its folder, with its katas by slug and what it is judged under."""

    conditions: Conditions
    katas: Mapping[str, PreparedKata]
    folder: Folder

    def solution(self, key: str) -> Solution:
        """What is judged under a key; without a file where it was rejected."""
        nothing = Solution(files={}, entry="", path=self.folder.store.handed_in(key)[0].path)
        return self.folder.store.content(key).solution or nothing

    def kata(self, key: str) -> PreparedKata:
        """The kata that a key is judged for."""
        return self.katas[self.folder.store.handed_in(key)[0].kata]

    def name(self, key: str) -> str:
        """Who handed in what has this key; of several the first."""
        return self.folder.store.handed_in(key)[0].id

    def request(self, key: str) -> Request:
        """The run of a key under the batch's conditions."""
        kata = self.kata(key)
        return Request(
            kata=kata.folder,
            solution=self.solution(key),
            sandbox=self.conditions.sandbox,
            suite="hidden",
            seed=kata.seed,
            rounds=True,
            time_limit_s=self.conditions.time_limit_s,
            memory_mb=self.conditions.memory_mb,
        )

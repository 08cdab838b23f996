"""What a batch's store is asked for and given: submissions, what is in them, and what became of it."""

import json
import zlib
from dataclasses import dataclass
from typing import Any, Literal

from runner.solution import Solution
from runner.verdict import Verdict

State = Literal["pending", "running", "finished", "failed"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A submission of the batch, with what is to be judged for it."""

    id: str
    kata: str
    key: str
    path: str
    name: str
    """What its files in the batch's folder are called, without what says of what kind they are."""
    written: bool = False
    """Whether its report lies in the batch's folder."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Content:
    """What was handed in under a key: a solution; or why it is none, or why nobody could read it."""

    solution: Solution | None = None
    rejected: str | None = None
    unreadable: str | None = None


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What became of a key: a report when it is finished, an error when it failed for reasons of ours."""

    key: str
    state: State
    attempts: int
    error: str
    report: bytes
    """JSON; empty when there is none."""


@dataclass(frozen=True, kw_only=True)
class Past:
    """What a submission got once, for `kata history`."""

    id: str
    kata: str
    verdict: Verdict | None
    score: int | None
    report: bytes
    finished_at: float | None
    current: bool
    """Whether it is what the latest batch was about."""


def packed(solution: Solution | None) -> bytes | None:
    """A solution as it lies in the store: its files are texts, whatever else they are."""
    if solution is None:
        return None
    files = {name: content.decode() for name, content in solution.files.items()}
    return zlib.compress(json.dumps({"entry": solution.entry, "files": files}).encode())


def unpacked(content: bytes, path: str) -> Solution:
    """A solution that was packed, and was found at `path`."""
    kept: dict[str, Any] = json.loads(zlib.decompress(content))
    return Solution(files={name: text.encode() for name, text in kept["files"].items()}, entry=kept["entry"], path=path)

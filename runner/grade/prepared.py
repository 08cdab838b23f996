"""A batch made ready: each submission read once, with its key, so that what is the same is judged once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from runner import collection, digest
from runner.collection import KataFolder
from runner.errors import KataError, SolutionError, UnreadableError, UsageError
from runner.grade.key import Conditions, key, key_of_unjudged, seed_of
from runner.grade.store import Entry
from runner.grade.submissions import Submission, shown
from runner.kata import Kata, validate
from runner.request import Request
from runner.solution import Solution

_MOST_SHOWN = 3


@dataclass(frozen=True, kw_only=True)
class PreparedKata:
    """A kata of the batch, as it was when the batch was begun."""

    folder: KataFolder
    kata: Kata
    digest: str
    seed: int


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """The batch: its katas by slug, and the submissions by key, each as what was handed in for it."""

    conditions: Conditions
    katas: dict[str, PreparedKata]
    entries: list[Entry] = field(default_factory=list)
    submissions: dict[str, list[tuple[Submission, PreparedKata]]] = field(default_factory=dict)
    rejected: dict[str, str] = field(default_factory=dict)
    """Why what has this key is no solution."""
    unreadable: dict[str, str] = field(default_factory=dict)
    """Why what has this key could not be read."""

    def request(self, key_: str) -> Request:
        """The run of a key. Raises UnreadableError when the submission is not what it was."""
        submission, kata = self.submissions[key_][0]
        solution = submission.read(kata.folder.slug)
        if key(kata.digest, solution, self.conditions) != key_:
            raise UnreadableError(f"{submission.path}: changed while the batch was under way; run it again")
        return self.request_for(kata, solution)

    def request_for(self, kata: PreparedKata, solution: Solution) -> Request:
        """The run of a solution under the batch's conditions."""
        return Request(
            kata=kata.folder,
            solution=solution,
            sandbox=self.conditions.sandbox,
            suite="hidden",
            seed=kata.seed,
            rounds=True,
            time_limit_s=self.conditions.time_limit_s,
            memory_mb=self.conditions.memory_mb,
        )


def prepare(submissions: Iterable[Submission], collections: tuple[Path, ...], conditions: Conditions) -> Prepared:
    """Read all submissions. Raises UsageError that lists every kata that cannot be used."""
    submissions = list(submissions)
    katas = _katas(submissions, collections, conditions)
    prepared = Prepared(conditions=conditions, katas={kata.folder.slug: kata for kata in katas.values()})
    for one in submissions:
        kata = katas[one.kata]
        slug = kata.folder.slug
        try:
            key_ = key(kata.digest, one.read(slug), conditions)
        except UnreadableError as error:
            key_ = key_of_unjudged(kata.digest, one.id, "unreadable")
            prepared.unreadable[key_] = str(error)
        except SolutionError as error:
            key_ = key_of_unjudged(kata.digest, one.id, str(error))
            prepared.rejected[key_] = str(error).removeprefix(f"{Path(one.path).parent}/")
        prepared.entries.append(Entry(id=one.id, kata=slug, key=key_, path=one.path))
        prepared.submissions.setdefault(key_, []).append((one, kata))
    return prepared


def _katas(
    submissions: list[Submission], collections: tuple[Path, ...], conditions: Conditions
) -> dict[str, PreparedKata]:
    """The katas by the names that the submissions have for them."""
    found: dict[str, PreparedKata] = {}
    problems = []
    for name in sorted({one.kata for one in submissions}):
        try:
            folder = collection.find(name, collections)
            kata, digest_ = validate(folder), digest.of_kata(folder)
        except KataError as error:
            ids = [shown(one.id) for one in submissions if one.kata == name]
            more = f" and {len(ids) - _MOST_SHOWN} more" if len(ids) > _MOST_SHOWN else ""
            problems.append(f"{error} (for {', '.join(ids[:_MOST_SHOWN])}{more})")
            continue
        found[name] = PreparedKata(folder=folder, kata=kata, digest=digest_, seed=seed_of(conditions, digest_))
    folders = {kata.folder.slug: kata.folder.path for kata in found.values()}
    problems += [
        f"{kata.folder.path} and {folders[kata.folder.slug]}: two katas of one name; grade one after the other"
        for kata in found.values()
        if kata.folder.path != folders[kata.folder.slug]
    ]
    if problems:
        raise KataError("\n".join(problems)) if len(problems) == 1 else UsageError("\n".join(problems))
    return found

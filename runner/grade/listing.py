"""A batch as it is read: its katas, and each submission once, with the key by which what is the same is judged once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from runner import collection, digest
from runner.errors import KataError, SolutionError, UnreadableError, UsageError
from runner.grade.folder import file_names
from runner.grade.key import Conditions, key, key_of_unjudged, seed_of
from runner.grade.prepared import PreparedKata
from runner.grade.records import Content, Entry
from runner.grade.submissions import Submission, find, shown
from runner.kata import validate

_MOST_SHOWN = 3

Katas = dict[str, PreparedKata]


@dataclass(frozen=True, kw_only=True)
class HandedIn:
    """A submission, and what is in it."""

    id: str
    kata: str
    """Its slug."""
    path: str
    name: str
    """What its files in the batch's folder are called."""
    content: Content


def read(source: Path, kata: str | None, collections: tuple[Path, ...], seed: int | None) -> Iterator[Katas | HandedIn]:
    """The katas by slug, and then the submissions in `source`; `kata` is what those are for that do not say.

    Raises UsageError that lists everything that is wrong with the submissions, or every kata that cannot be used,
    before anything is given.
    """
    submissions = find(source, kata)
    katas = _katas(submissions, collections, seed)
    yield {one.folder.slug: one for one in katas.values()}
    names = {
        slug: file_names(one.id for one in submissions if katas[one.kata].folder.slug == slug)
        for slug in {kata.folder.slug for kata in katas.values()}
    }
    for one in submissions:
        slug = katas[one.kata].folder.slug
        yield HandedIn(id=one.id, kata=slug, path=one.path, name=names[slug][one.id], content=_content(one, slug))


def keyed(batch: Iterable[HandedIn], katas: Katas, conditions: Conditions) -> Iterator[tuple[Entry, Content]]:
    """The submissions as the store has them, each with its key."""
    for one in batch:
        kata, content = katas[one.kata].digest, one.content
        if content.solution:
            key_ = key(kata, content.solution, conditions)
        else:
            key_ = key_of_unjudged(kata, one.id, content.rejected or "unreadable")
        yield Entry(id=one.id, kata=one.kata, key=key_, path=one.path, name=one.name), content


def _content(one: Submission, slug: str) -> Content:
    try:
        return Content(solution=one.read(slug))
    except UnreadableError as error:
        return Content(unreadable=str(error))
    except SolutionError as error:
        return Content(rejected=str(error).removeprefix(f"{Path(one.path).parent}/"))


def _katas(submissions: list[Submission], collections: tuple[Path, ...], seed: int | None) -> Katas:
    """The katas by the names that the submissions have for them."""
    found: Katas = {}
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
        found[name] = PreparedKata(folder=folder, kata=kata, digest=digest_, seed=seed_of(seed, digest_))
    folders = {kata.folder.slug: kata.folder.path for kata in found.values()}
    problems += [
        f"{kata.folder.path} and {folders[kata.folder.slug]}: two katas of one name; grade one after the other"
        for kata in found.values()
        if kata.folder.path != folders[kata.folder.slug]
    ]
    if problems:
        raise KataError("\n".join(problems)) if len(problems) == 1 else UsageError("\n".join(problems))
    return found

"""The submissions of a batch: what there is to be judged, by whom it was handed in, and how each is read."""

import json
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath

from runner import solution
from runner.errors import SolutionError, UsageError
from runner.solution import ARCHIVES, SUFFIXES, Read, Solution

_CODE = (*SUFFIXES, ".json")
"""The files of a submission that count: others, such as a screenshot, are for people."""
_NO_SUBMISSIONS = {"submission_metadata.yml", "Thumbs.db", "desktop.ini"}
"""What Gradescope and file managers put beside submissions."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Submission:
    """What somebody handed in for a kata; `id` and `kata` together name it."""

    id: str
    kata: str
    """A name that `kata list` shows, or the path of a kata's folder."""
    path: str
    """Where it was found, as a person would name it."""
    read: Callable[[str], Solution]
    """The solution, given the kata's slug. Raises SolutionError for what cannot be judged, UnreadableError for
    what cannot be read."""


def find(source: Path, kata: str | None) -> list[Submission]:
    """The submissions in a folder, a zip or a manifest, by kata and id.

    `kata` is what all are for that do not say. Raises UsageError that lists everything that is wrong with them.
    """
    if source.is_dir():
        from runner.grade.collected import in_folder

        found = in_folder(source, _needed(kata))
    elif source.suffix.lower() == ".zip":
        from runner.grade.collected import in_zip

        found = in_zip(source, _needed(kata))
    elif source.suffix.lower() in (".csv", ".jsonl", ".ndjson"):
        from runner.grade.manifest import read_manifest

        found = read_manifest(source, kata)
    elif source.exists():
        kinds = "a folder, a .zip, or a manifest (.csv, .jsonl)"
        raise UsageError(f"{source}: submissions come in {kinds}; `kata run` judges a single one")
    else:
        raise UsageError(f"{source}: there is nothing here; name a folder, a .zip or a manifest that exists")
    if not found:
        raise UsageError(f"{source}: there are no submissions in it; each is a folder, a file or an archive")
    _refuse_doubles(source, found)
    return sorted(found, key=lambda one: (one.kata, one.id))


def _needed(kata: str | None) -> str:
    if kata is None:
        raise UsageError("say which kata the submissions are for: kata grade KATA SUBMISSIONS (a manifest may say it)")
    return kata


def _refuse_doubles(source: Path, found: Iterable[Submission]) -> None:
    first: dict[tuple[str, str], Submission] = {}
    problems = []
    for one in found:
        other = first.setdefault((one.kata, one.id), one)
        if other is not one:
            problems.append(f"  {shown(one.id)}: {shown(other.path)} and {shown(one.path)}")
    if problems:
        raise UsageError(f"{source}: two submissions of one id; rename or remove one of each:\n" + "\n".join(problems))


def is_beside(name: str) -> bool:
    """Whether a file of that name lies beside submissions, and is none."""
    return solution.is_ignored(name) or name in _NO_SUBMISSIONS


def id_of(name: str) -> str:
    """What a submission is called after: its folder, or its file without what says of what kind it is."""
    ends = sorted((*SUFFIXES, *ARCHIVES), key=len, reverse=True)
    return next((name[: -len(end)] for end in ends if name.lower().endswith(end) and len(name) > len(end)), name)


def from_files(label: str, slug: str, files: Iterable[tuple[str, Read]]) -> Solution:
    """The solution that somebody's `files` make: code, or one archive of it. Raises SolutionError."""
    found = list(files)
    code = [(name, read) for name, read in found if name.lower().endswith(_CODE)]
    archives = [(name, read) for name, read in found if name.lower().endswith(ARCHIVES)]
    if not any(name.endswith(SUFFIXES) for name, _ in code) and len(archives) == 1:
        return from_archive(f"{label}/{archives[0][0]}", slug, archives[0][1])
    if not code:
        what = ", ".join(sorted(name for name, _ in found)[:3]) or "nothing"
        raise SolutionError(f"{label}: no JavaScript or TypeScript file in it, but {what}")
    return alone(solution.gather(Path(label), slug, code))


def from_archive(label: str, slug: str, read: Read) -> Solution:
    """The solution in an archive. Raises SolutionError."""
    from runner import archive

    inside = solution.in_archive(label, read(archive.MAX_BYTES + 1))
    return alone(solution.gather(Path(label), slug, [one for one in inside if one[0].lower().endswith(_CODE)]))


def from_file(label: str, slug: str, name: str, read: Read) -> Solution:
    """The solution in one file: code, or an archive of it. Raises SolutionError."""
    if name.lower().endswith(ARCHIVES):
        return from_archive(label, slug, read)
    if not name.endswith(SUFFIXES):
        raise SolutionError(f"{label}: not a JavaScript or TypeScript file (one of {', '.join(SUFFIXES)})")
    # The name is whoever's who collected it, and may be one that no solution's file could have.
    return alone(solution.gather(Path(label), slug, [(f"solution{PurePosixPath(name).suffix}", read)]))


def from_disk(path: Path, slug: str) -> Solution:
    """The solution in a folder, a file or an archive on disk. Raises SolutionError."""
    if path.is_symlink():
        return alone(solution.load(path, slug))  # which knows what links may lead to
    if path.is_dir():
        return from_files(str(path), slug, solution.in_folder(path))
    return from_file(str(path), slug, path.name, partial(solution.read_file, path))


def alone(one: Solution) -> Solution:
    """A single file is called solution, whatever its candidate called it: so the same content is the same solution."""
    if len(one.files) > 1:
        return one
    name = f"solution{PurePosixPath(one.entry).suffix}"
    return replace(one, files={name: one.files[one.entry]}, entry=name)


def text(name: str) -> str:
    """A name that can be written: of what is no text, as file systems allow it, the code."""
    return name.encode("utf-8", "backslashreplace").decode()


def shown(name: str) -> str:
    """A name as it can stand in a line: quoted where it would not show."""
    return name if name.isprintable() and name == name.strip() and name else json.dumps(name)


def folder_of(source: Path) -> Path:
    """The folder that the paths of a manifest begin in."""
    return Path(os.path.abspath(source)).parent

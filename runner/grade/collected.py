"""Submissions as they were collected: a folder or a zip of them, a download of Gradescope, Moodle or Canvas among them.

Gradescope puts each into a folder of its own, in a folder around all. So does Moodle, with the kind of the submission
behind the name; or it puts all files side by side, with both in front of theirs. Canvas does that with the name and
two numbers:

    assignment_12_export/submission_345/solution.mjs
    Ada Lovelace_678_assignsubmission_file_/solution.mjs
    Ada Lovelace_678_assignsubmission_file_solution.mjs
    lovelaceada_LATE_678_9012_solution.mjs
"""

import io
import mmap
import os
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from runner import archive, solution
from runner.errors import UsageError
from runner.grade.submissions import Submission, from_disk, from_file, from_files, id_of, is_beside, text
from runner.solution import Read, Solution

MAX_ENTRIES = 500_000
_MOODLE = re.compile(r"(?P<id>.+_\d+)_assignsubmission_(?:file|onlinetext)(?:_(?P<file>.*))?", re.S)
_CANVAS = re.compile(r"(?P<id>[^_]+(?:_LATE)?_\d+)_\d+_(?P<file>.+)", re.S)

_Files = list[tuple[str, Read]]


def in_folder(folder: Path, kata: str) -> list[Submission]:
    """A submission for each folder and file in `folder`. Raises UsageError when it cannot be read."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        raise UsageError(f"{folder}: {error.strerror}; name a folder that can be read") from error
    groups: dict[str, list[Path]] = {}
    for entry in entries:
        if not is_beside(entry.name):
            groups.setdefault(_group(entry.name), []).append(Path(entry.path))
    found = []
    for paths in groups.values():
        name = paths[0].name
        if _platform(name):
            path, read = str(folder / _owner(name)), partial(_from_paths, paths)
            found.append(Submission(id=text(_owner(name)), kata=kata, path=text(path), read=read))
        else:
            read = partial(from_disk, paths[0])
            found.append(Submission(id=text(_owner(name)), kata=kata, path=text(str(paths[0])), read=read))
    return found


def in_zip(path: Path, kata: str) -> list[Submission]:
    """A submission for each folder and file in the zip at `path`, whose one folder around all does not count.

    The zip stays open: its files are read when they are judged. Raises UsageError when it is none, or a hostile one.
    """
    try:
        with path.open("rb") as file:
            content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is empty"
        raise UsageError(f"{path}: {reason}; name a zip that can be read") from error
    inside = archive.zip_members(str(path), content, _Mapped(content), most=MAX_ENTRIES)
    members: _Files = [(one.name, one.read) for one in inside]
    groups: dict[str, _Files] = {}
    for name, read in _unwrapped(members):
        top = name.partition("/")[0]
        if not (is_beside(top) or any(map(solution.is_ignored, name.split("/")))):
            groups.setdefault(_group(top), []).append((name, read))
    found = []
    for files in groups.values():
        top = files[0][0].partition("/")[0]
        place = text(f"{path}/{top}")
        found.append(Submission(id=text(_owner(top)), kata=kata, path=place, read=partial(_from_members, place, files)))
    return found


class _Mapped(io.BytesIO):
    """A mapped file as zipfile reads one: without a descriptor that somebody would have to close."""

    def __init__(self, content: mmap.mmap) -> None:
        super().__init__()
        self._content = content

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        try:
            self._content.seek(offset, whence)  # type: ignore[arg-type] # one of the three
        except ValueError as error:
            raise OSError(str(error)) from error  # which is what zipfile expects of a file
        return self._content.tell()

    def tell(self) -> int:
        return self._content.tell()

    def read(self, size: int | None = -1, /) -> bytes:
        return self._content.read(size)


def _unwrapped(members: _Files) -> Iterator[tuple[str, Read]]:
    """Without the folder around all, unless that is the only submission: then a file in it goes by a usual name."""
    tops = {name.partition("/")[0] for name, _ in members if not solution.is_ignored(name.partition("/")[0])}
    top = f"{tops.pop()}/" if len(tops) == 1 else ""
    inside = [name.removeprefix(top) for name, _ in members if top and name.startswith(top)]
    is_one = any(id_of(name) in ("solution", "index", "package.json") for name in inside)
    for name, read in members:
        if not top or is_one:
            yield name, read
        elif name.startswith(top) and name != top:
            yield name.removeprefix(top), read


def _platform(name: str) -> re.Match[str] | None:
    """The name of a file or folder as a platform makes it out of a person's and a file's."""
    return _MOODLE.fullmatch(name) or _CANVAS.fullmatch(name)


def _group(name: str) -> str:
    """What files and folders of one submission have in common: on a platform its id, elsewhere there is one of each."""
    found = _platform(name)
    return f"{found['id']}/" if found else name


def _owner(name: str) -> str:
    """The id of the submission that a file or a folder belongs to."""
    found = _platform(name)
    return found["id"] if found else id_of(name)


def _own_name(name: str) -> str:
    """What a candidate called a file, without what a platform put in front."""
    found = _platform(name)
    return found["file"] or "" if found else name


def _from_paths(paths: list[Path], slug: str) -> Solution:
    """The solution in what a platform wrote for one person."""
    files: _Files = []
    for path in paths:
        if path.is_dir():
            files += solution.in_folder(path)
        else:
            files.append((_own_name(path.name), partial(solution.read_file, path)))
    return from_files(str(paths[0]), slug, files)


def _from_members(label: str, members: _Files, slug: str) -> Solution:
    """The solution in somebody's files of a zip."""
    files = []
    for name, read in members:
        top, slash, rest = name.partition("/")
        files.append((rest if slash else _own_name(top), read))
    if len(members) == 1 and "/" not in members[0][0]:
        return from_file(label, slug, *files[0])
    return from_files(label, slug, files)

"""A submission on disk, read into memory: a file, a folder or an archive, with nothing in it that is not plain text."""

import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from runner.errors import SolutionError, UnreadableError

MAX_BYTES = 1024 * 1024
MAX_FILES = 200
MAX_DEPTH = 16
STANDARD_INPUT = "standard input"
"""The path of what was piped in."""
SUFFIXES = (".js", ".mjs", ".cjs", ".ts", ".mts", ".cts")
ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz")
_IGNORED = {"node_modules", "__MACOSX"}
_MAX_PART = 255  # Linux's, and most others'
_MAX_NAME = 1000
_MAX_SHOWN = 400

Read = Callable[[int], bytes]
"""The first so many bytes of a file. Raises SolutionError where there is none."""


@dataclass(frozen=True, kw_only=True)
class Solution:
    """What a candidate handed in: `files` maps a relative path to its content, `entry` is one of them."""

    files: dict[str, bytes]
    entry: str
    path: str
    """Where it was found, as a person would name it."""


def find(slug: str) -> Path:
    """Where people put the solution of a kata: the first that exists, in the current directory.

    Raises SolutionError when there is none.
    """
    names = [f"{slug}{suffix}" for suffix in SUFFIXES[:4]]
    candidates = [*names, slug, *(f"solution{suffix}" for suffix in SUFFIXES[:4]), "src"]
    for name in candidates:
        path = Path(name)
        if path.is_file() or (path.is_dir() and name in (slug, "src")):
            return path
    raise SolutionError(
        f"no solution found here: write {names[1]} (or name the file: kata run {slug} path/to/solution.mjs)"
    )


def load(path: Path, slug: str) -> Solution:
    """The file, folder or archive at `path`. Raises SolutionError for anything that cannot be judged."""
    try:
        kind = path.lstat().st_mode
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror}; name a file or a folder that exists") from error
    try:
        return _load(path, slug, kind)
    except (OSError, RuntimeError) as error:  # links can lead anywhere, and in circles
        reason = getattr(error, "strerror", None) or "a link that leads nowhere"
        raise SolutionError(f"{path}: {reason}; hand in the files themselves") from error


def _load(path: Path, slug: str, kind: int) -> Solution:
    if stat.S_ISLNK(kind):
        _check_link(path, path.parent)
        kind = path.stat().st_mode
    if stat.S_ISDIR(kind):
        return gather(path, slug, in_folder(path))
    if path.name.lower().endswith(ARCHIVES):
        from runner import archive

        return gather(path, slug, in_archive(str(path), read_file(path, archive.MAX_BYTES + 1)))
    if path.suffix not in SUFFIXES and stat.S_ISREG(kind):
        raise SolutionError(f"{path}: not a JavaScript or TypeScript file (one of {', '.join(SUFFIXES)})")
    _check_name(str(path), path.name)
    content = read_file(path, MAX_BYTES + 1)
    _check_content(str(path), content, MAX_BYTES)
    return Solution(files={path.name: content}, entry=path.name, path=str(path))


def read_stdin() -> Solution:
    """One file from standard input. Raises SolutionError when it is empty, too big or not text."""
    content = sys.stdin.buffer.read(MAX_BYTES + 1)
    if not content.strip():
        raise SolutionError("standard input is empty: pipe one JavaScript file into it")
    _check_content("standard input", content, MAX_BYTES)
    return Solution(files={"solution.js": content}, entry="solution.js", path=STANDARD_INPUT)


def gather(path: Path, slug: str, found: Iterable[tuple[str, Read]]) -> Solution:
    """The solution that is made of these files, found at `path`. Raises SolutionError where they make none."""
    files: dict[str, bytes] = {}
    left = MAX_BYTES
    for name, read in found:
        where = str(path / name)
        if len(files) == MAX_FILES:
            raise SolutionError(f"{path}: more than {MAX_FILES} files; hand in the solution alone")
        _check_name(where, name)
        _check_depth(where, name.count("/"))
        if name in files:
            raise SolutionError(f"{where}: two files with this name; hand in one of them")
        content = read(left + 1)
        _check_content(where, content, left)
        left -= len(content)
        files[name] = content
    if both := files.keys() & {str(folder) for name in files for folder in PurePosixPath(name).parents}:
        raise SolutionError(f"{path / min(both)}: a file and a folder with this name; hand in one of them")
    return Solution(files=files, entry=_entry(path, slug, files), path=str(path))


def in_folder(folder: Path) -> Iterator[tuple[str, Read]]:
    """The files of a folder that can be a solution's, by their names in it. Raises SolutionError."""
    for path in _walk(folder, folder):
        yield path.relative_to(folder).as_posix(), partial(read_file, path)


def in_archive(path: str, content: bytes) -> Iterator[tuple[str, Read]]:
    """The files of an archive, without the one folder around everything that most tools put there.

    `path` says by its end of what kind it is. Raises SolutionError.
    """
    from runner import archive

    ours = [one for one in archive.members(path, content) if not any(map(is_ignored, one.name.split("/")))]
    tops = {member.name[: member.name.find("/") + 1] for member in ours}
    around = tops.pop() if len(tops) == 1 else ""
    for member in ours:
        yield member.name.removeprefix(around), member.read


def is_ignored(name: str) -> bool:
    """Whether a file or a folder of that name is no part of any solution."""
    return name in _IGNORED or name.startswith(".")


def _walk(folder: Path, root: Path) -> Iterator[Path]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        raise UnreadableError(f"{folder}: {error.strerror}") from error
    for entry in entries:
        path = Path(entry.path)
        if is_ignored(entry.name):
            continue
        if entry.is_symlink():
            _check_link(path, root)
        if entry.is_dir():
            _check_depth(str(path), len(path.relative_to(root).parts))
            if entry.is_symlink():
                raise SolutionError(f"{path}: a link to a folder; hand in the files themselves")
            yield from _walk(path, root)
        else:
            yield path


def _entry(folder: Path, slug: str, files: dict[str, bytes]) -> str:
    """The file to load: what package.json calls main, else the first of the usual names."""
    stems = (slug, "solution", "index", f"src/{slug}", "src/solution", "src/index")
    for name in [*_declared_main(files), *(f"{stem}{suffix}" for stem in stems for suffix in SUFFIXES)]:
        if name in files:
            return name
    scripts = [name for name in files if name.endswith(SUFFIXES)]
    if len(scripts) == 1:
        return scripts[0]
    raise SolutionError(
        f"{folder}: no entry file; call it {slug}.mjs, solution.mjs or index.mjs, or name it as main in package.json"
    )


def _declared_main(files: dict[str, bytes]) -> list[str]:
    import json

    try:
        main = json.loads(files.get("package.json", b"{}"))["main"]
        return [str(PurePosixPath(main))]
    except (ValueError, KeyError, TypeError, RecursionError):
        return []


def _check_name(where: str, name: str) -> None:
    """Refuses a relative path that the box, or somebody's system, could not have."""
    portable = name.isprintable() and "\\" not in name and 0 < len(name.encode()) <= _MAX_NAME
    if not portable or any(len(part.encode()) > _MAX_PART for part in name.split("/")):
        shown = where[:_MAX_SHOWN] if where.isprintable() else ascii(where[:_MAX_SHOWN])[1:-1]
        raise SolutionError(f"{shown}: a name that not every system can have; use some letters, digits, - and _")


def _check_depth(where: str, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise SolutionError(f"{where}: folders nested more than {MAX_DEPTH} deep; hand in the solution alone")


def _check_link(path: Path, root: Path) -> None:
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError) as error:
        raise SolutionError(f"{path}: a link that leads nowhere") from error
    if not target.is_relative_to(root.resolve()):
        raise SolutionError(f"{path}: a link out of its folder; hand in the file itself")


def read_file(path: Path, limit: int) -> bytes:
    """The first `limit` bytes of a regular file; never waits for a FIFO and never reads a device."""
    try:
        # Looked at and opened as one: what was a file a moment ago may be something else now.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror}") from error
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise SolutionError(f"{path}: not a regular file; hand in the file itself")
        return file.read(limit)


def _check_content(name: str, content: bytes, limit: int) -> None:
    if len(content) > limit:
        raise SolutionError(f"{name}: more than {MAX_BYTES // 1024} KiB in all; a solution is a few files of code")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SolutionError(f"{name}: not text (byte {error.start} is not UTF-8); leave it out") from error
    if b"\0" in content:
        raise SolutionError(f"{name}: not text (it holds a NUL byte); leave it out")

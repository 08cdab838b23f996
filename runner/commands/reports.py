"""Where the reports of a run go: what `--report` and `--output` say, checked before anything is judged."""

import contextlib
import errno
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from runner.errors import UsageError
from runner.formats import FORMATS, SUFFIXES
from runner.output import is_stream


@dataclass(frozen=True, kw_only=True)
class Destination:
    """A report that somebody wants, and where."""

    format_: str
    path: Path


def destinations(wanted: Iterable[str]) -> list[Destination]:
    """What each FORMAT=FILE means, or FILE with a name that says it.

    Raises UsageError for a format that there is not, a file that cannot be written, and one that is named twice.
    """
    found = [_destination(text) for text in wanted]
    places = [os.path.realpath(one.path) for one in found]
    for n, one in enumerate(found):
        if places[n] in places[:n]:
            raise UsageError(f"{one.path}: two reports cannot be written to one file; name another one")
        _check(one.path)
    return found


def _destination(text: str) -> Destination:
    name, equals, path = text.partition("=")
    if equals and name in FORMATS:
        if not path:
            raise UsageError(f"--report {text}: name the file, as in --report {name}=FILE")
        return Destination(format_=name, path=Path(path))
    if equals and os.sep not in name:
        raise UsageError(f"--report {text}: there is no format {name!r}; there are {_known()}")
    if guessed := SUFFIXES.get(Path(text).suffix.lower()):
        return Destination(format_=guessed, path=Path(text))
    raise UsageError(f"--report {text}: say which format, as in --report markdown=FILE; there are {_known()}")


def _known() -> str:
    return ", ".join(FORMATS)


def _check(path: Path) -> None:
    """Whether a file can be there: it would be a pity to learn it when everything has been judged."""
    try:
        problem = _problem(path)
    except OSError as error:  # a name that is too long, links in a circle
        problem = os.strerror(error.errno) if error.errno else str(error)
    if problem:
        raise UsageError(
            f"{path}: the report could not be written: {problem}; name a file in a folder that you can write to"
        )


def _problem(path: Path) -> str:
    if is_stream(path):
        return "" if os.access(path, os.W_OK) else os.strerror(errno.EACCES)
    target = Path(os.path.realpath(path))
    if not target.parent.is_dir():
        return os.strerror(errno.ENOENT if not target.parent.exists() else errno.ENOTDIR)
    if target.is_symlink():
        return os.strerror(errno.ELOOP)
    if target.exists() and not target.is_file():
        return os.strerror(errno.EISDIR) if target.is_dir() else "it is no file"
    if _is_printed_to(target):
        return "what this command prints goes there"
    return "" if os.access(target.parent, os.W_OK) else os.strerror(errno.EACCES)


def _is_printed_to(path: Path) -> bool:
    """Whether it is standard output or error: a report would replace the file with what was printed to it."""
    for descriptor in (1, 2):
        with contextlib.suppress(OSError):
            if os.path.samestat(path.stat(), os.fstat(descriptor)):
                return True
    return False

"""Where the reports of a run go: what `--report` and `--output` say, checked before anything is judged."""

import errno
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from runner.errors import UsageError
from runner.formats import FORMATS, SUFFIXES


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
    if guessed := SUFFIXES.get(Path(text).suffix.lower()):
        if equals and os.sep not in name:
            raise UsageError(f"--report {text}: there is no format {name!r}; there are {_known()}")
        return Destination(format_=guessed, path=Path(text))
    raise UsageError(f"--report {text}: say which format, as in --report html=FILE; there are {_known()}")


def _known() -> str:
    return ", ".join(FORMATS)


def _check(path: Path) -> None:
    """Whether a file can be there: it would be a pity to learn it when everything has been judged."""
    if path.is_dir():
        problem = os.strerror(errno.EISDIR)
    elif not path.parent.is_dir():
        problem = os.strerror(errno.ENOENT if not path.parent.exists() else errno.ENOTDIR)
    elif not os.access(path.parent, os.W_OK):
        problem = os.strerror(errno.EACCES)
    else:
        return
    raise UsageError(
        f"{path}: the report could not be written: {problem}; name a file in a folder that you can write to"
    )

"""What the pages for a browser have in common: how a text stands in them, what a verdict is called, what may apply."""

import base64
import hashlib
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from runner.formats.printable import visible

_FOLDER = Path(__file__).parent
_MAX_CHARACTERS, _MAX_LINES = 8000, 120

VERDICTS = {
    "accepted": ("Accepted", "good"),
    "partially_accepted": ("Partially accepted", "part"),
    "wrong_answer": ("Wrong answer", "bad"),
    "policy_violation": ("Policy violation", "bad"),
    "output_limit": ("Output limit", "bad"),
    "time_limit": ("Time limit", "bad"),
    "memory_limit": ("Memory limit", "bad"),
    "runtime_error": ("Runtime error", "bad"),
    "internal_error": ("Not judged", "ours"),
}
"""What each verdict is called, and its tone in page.css."""


@cache
def templates(folder: Path = _FOLDER) -> Environment:
    """For the templates of a folder, which may use those that the pages share. Made once: that takes as long as a page.

    Whatever a value of theirs holds stands in the page as text that can be seen, and no more of it than one can read.
    """
    environment = Environment(
        loader=FileSystemLoader([folder, _FOLDER]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_safe,
    )
    environment.filters |= {"duration": _duration, "moment": _moment, "prose": _prose}
    return environment


def style(own: Path) -> Markup:
    """The style of a page: what the pages share, and on top of it `own`, a file of ours."""
    return Markup((_FOLDER / "page.css").read_text("utf-8") + own.read_text("utf-8"))  # noqa: S704 -- files of ours


def digest(text: str) -> str:
    """The hash of an inline style or script, as a Content-Security-Policy names what may apply."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _safe(value: object) -> object:
    """What stands in the page for a value of the report: no control characters, and no more than one can read."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    lines = value[:_MAX_CHARACTERS].split("\n")
    text = visible("\n".join(lines[:_MAX_LINES]))
    if len(lines) > _MAX_LINES:
        return f"{text}\n… cut here: {value.count(chr(10)) + 1 - _MAX_LINES:,} more lines"
    if len(value) > _MAX_CHARACTERS:
        return f"{text}… cut here: {len(value) - _MAX_CHARACTERS:,} more characters"
    return text


def _duration(ms: float) -> str:
    return f"{ms / 1000:.2f} s" if ms >= 1000 else f"{ms:.1f} ms"


def _moment(started_at: str) -> str:
    try:
        return datetime.fromisoformat(started_at).strftime("%Y-%m-%d %H:%M:%S %Z")
    except ValueError:
        return started_at


def _prose(text: str) -> Iterable[tuple[bool, str]]:
    """The author's words, parted at backticks: whether a part is code, and the part."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return [(False, text)]
    return [(n % 2 == 1, part) for n, part in enumerate(parts) if part]

"""The formats of a report, by name: each one pure function from a report to text."""

from collections.abc import Callable
from dataclasses import dataclass

from runner.formats import text
from runner.report import Report, to_json


@dataclass(frozen=True, kw_only=True)
class Look:
    """How text is shown: with colour or without, in how many columns, and how much of it (-1, 0 or 1)."""

    color: bool = False
    columns: int = 80
    detail: int = 0


def _json(report: Report, look: Look) -> str:
    return to_json(report)


FORMATS: dict[str, Callable[[Report, Look], str]] = {"text": text.render, "json": _json}

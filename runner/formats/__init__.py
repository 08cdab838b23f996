"""The formats of a report: each a module with one pure function, `render(report, look)`, imported when asked for."""

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from runner.report import Report

FORMATS = {
    "text": "for a person at a terminal",
    "json": "the whole report, for programs",
    "html": "one page, for a browser",
    "markdown": "for a summary or a comment",
    "junit": "JUnit XML, for CI",
    "github": "annotations of GitHub Actions",
    "classroom": "the notices that GitHub Classroom reads",
    "gradescope": "Gradescope's results.json",
    "exercism": "Exercism's results.json, version 3",
    "tap": "TAP 14",
    "csv": "a head and a line",
}
"""What there is, and what it is for."""

SUFFIXES = {
    ".txt": "text",
    ".json": "json",
    ".html": "html",
    ".htm": "html",
    ".md": "markdown",
    ".xml": "junit",
    ".tap": "tap",
    ".csv": "csv",
}
"""Names of files that say which format is meant."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """How a report is shown.

    Text comes with colour or without, in so many `columns`, and in more or less `detail` (-1, 0 or 1), with
    all tests or those that failed. JUnit's
    `dialect` is that of its schema, or with what many readers know besides.
    """

    color: bool = False
    columns: int = 80
    detail: int = 0
    failed_only: bool = False
    dialect: Literal["strict", "extended"] = "strict"


def render(name: str, report: "Report", look: Look) -> str:
    """The report in the format of that name."""
    rendered: str = importlib.import_module(f"runner.formats.{name}").render(report, look)
    return rendered

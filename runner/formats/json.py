"""The whole report as JSON: see report.schema.json."""

from runner.formats import Look
from runner.formats.printable import printable_json
from runner.report import Report, to_json


def render(report: Report, look: Look) -> str:
    """Everything that is known, as `runner.report.from_json` reads it."""
    return printable_json(to_json(report))

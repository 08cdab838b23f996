"""The whole report as JSON: see report.schema.json."""

from runner.formats import Look
from runner.report import Report, to_json


def render(report: Report, look: Look) -> str:
    """Everything that is known, as `runner.report.from_json` reads it."""
    return to_json(report)

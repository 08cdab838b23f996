"""Where in the files that were handed in a result is to be seen, for what shows it beside their lines."""

from pathlib import PurePosixPath

from runner.report import Report, Result
from runner.solution import STANDARD_INPUT


def file_of(report: Report, test: Result) -> str | None:
    """The path, as it was typed, of the file where the test went wrong, or of the entry; None for what was piped in."""
    found = PurePosixPath(report.solution.path)
    if report.solution.path == STANDARD_INPUT:
        return None
    name = test.place.file if test.place else report.solution.entry
    return str(found if report.solution.files == [found.name] else found / name)

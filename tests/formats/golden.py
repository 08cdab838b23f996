"""What each format makes of one report for each verdict, written down in golden/FORMAT/VERDICT.SUFFIX.

`python -m tests.formats.golden` writes them anew; read the difference before you commit it.
"""

from pathlib import Path

from runner.formats import Look, render
from runner.verdict import Verdict
from tests.formats.reports import of

FOLDER = Path(__file__).parent / "golden"
FORMATS = {
    "junit": "xml",
    "github": "txt",
    "classroom": "txt",
    "gradescope": "json",
    "exercism": "json",
    "tap": "tap",
    "markdown": "md",
    "csv": "csv",
}
"""The suffix of each format's files."""


def path(name: str, verdict: Verdict) -> Path:
    """Where it is written down."""
    return FOLDER / name / f"{verdict}.{FORMATS[name]}"


def write() -> None:
    """Write what the formats say now."""
    for name in FORMATS:
        (FOLDER / name).mkdir(parents=True, exist_ok=True)
        for verdict in Verdict:
            path(name, verdict).write_text(render(name, of(verdict), Look()), encoding="utf-8")


if __name__ == "__main__":
    write()

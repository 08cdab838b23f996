"""`kata history`: what the submissions of a batch ever got."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from runner.errors import UsageError
from runner.formats.printable import printable_line
from runner.grade.folder import STORE
from runner.grade.records import Past
from runner.grade.store import Store


def history_command(batch: Path, submission: str | None, format_: str) -> int:
    """A line for each judgement, the oldest first. Raises UsageError where there is no batch, or no such submission."""
    if not (batch / STORE).is_file():
        raise UsageError(f"{batch}: no batch here; name the folder that `kata grade` wrote (its --out)")
    store = Store(batch / STORE)
    try:
        rows = [_row(past) for past in store.history(submission)]
    finally:
        store.close()
    if submission is not None and not rows:
        raise UsageError(f"{batch}: nobody handed in as {submission!r}; without a name, kata history lists all")
    if format_ == "json":
        click.echo(json.dumps(rows, indent=2))
        return 0
    for row in rows:
        points = "-" if row["score"] is None else f"{row['score']}/{row['max_score']}"
        now = "" if row["current"] else "  (before)"
        cells = (
            row["finished_at"] or "-",
            row["id"],
            f"{row['kata']} {row['kata_digest'][7:15]}",
            row["verdict"],
            points,
        )
        click.echo("  ".join(printable_line(cell) for cell in cells) + now)
    return 0


def _row(past: Past) -> dict[str, Any]:
    report = json.loads(past.report) if past.report else None
    finished = datetime.fromtimestamp(past.finished_at, UTC).isoformat(timespec="seconds") if past.finished_at else None
    return {
        "id": past.id,
        "kata": past.kata,
        "kata_digest": report["kata"]["digest"] if report else "",
        "solution_digest": report["solution"]["digest"] if report else "",
        "verdict": past.verdict.value if past.verdict else "not graded",
        "score": past.score,
        "max_score": report["max_score"] if report else None,
        "finished_at": finished,
        "current": past.current,
    }

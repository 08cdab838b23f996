"""`kata audit`: what attacks get out of a kata."""

import dataclasses
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import click

from runner import collection
from runner.audit.audit import audit
from runner.check.runs import Runs
from runner.commands.progress import Progress
from runner.formats import Look
from runner.formats.audit import render
from runner.formats.columns import columns


@dataclass(frozen=True, kw_only=True)
class AuditOptions:
    """The options of `kata audit`, as they were typed."""

    sandbox: str
    format_: str
    jobs: int | None
    only: str


def audit_command(name: str, collections: tuple[Path, ...], options: AuditOptions) -> int:
    """Attack a kata: 0 when no attack got anything, else 1. Raises KataError, UsageError or SandboxError."""
    folder = collection.find(name, collections)
    progress = Progress()
    runs = Runs(
        sandbox=options.sandbox,
        jobs=options.jobs or os.cpu_count() or 1,
        say=lambda text: click.echo(text, err=True),
        progress=lambda what, done, total: progress.show(f"{folder.slug}: {done} of {total} {what}"),
    )
    try:
        forays = audit(folder, runs, options.only)
    finally:
        progress.clear()
    if options.format_ == "json":
        click.echo(json.dumps([{"repelled": one.is_repelled, **dataclasses.asdict(one)} for one in forays], indent=2))
    else:
        color = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        click.echo("\n".join(render(folder.slug, forays, Look(color=color, columns=columns()))), color=color)
    return 0 if all(one.is_repelled for one in forays) else 1

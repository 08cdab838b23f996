"""`kata check`: what the author's gate says of katas."""

import dataclasses
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import click

from runner import collection
from runner.check.findings import KataCheck
from runner.check.gate import Depth, check
from runner.check.runs import Runs
from runner.commands.progress import Progress
from runner.formats import Look
from runner.formats.check import render
from runner.formats.columns import columns

_BROKEN = 2


@dataclass(frozen=True, kw_only=True)
class CheckOptions:
    """The options of `kata check`, as they were typed."""

    sandbox: str
    format_: str
    jobs: int | None
    quick: bool
    repeat: int | None
    load: int


def check_command(katas: tuple[str, ...], collections: tuple[Path, ...], options: CheckOptions) -> int:
    """Check katas, all by default: 0 when all hold, 1 when something is to be mended, 2 when one is broken.

    Raises SandboxError.
    """
    progress = Progress()
    slug = ""
    runs = Runs(
        sandbox=options.sandbox,
        jobs=options.jobs or os.cpu_count() or 1,
        say=lambda text: click.echo(text, err=True),
        progress=lambda what, done, total: progress.show(f"{slug}: {done} of {total} {what}"),
    )
    repeat = options.repeat if options.repeat is not None else 0 if options.quick else _REPEAT
    depth = Depth(quick=options.quick, repeat=repeat, load=options.load)
    results = []
    for slug in katas or sorted(collection.discover(collections)):
        try:
            result = check(slug, collections, runs, depth)
        finally:
            progress.clear()
        results.append(result)
        if options.format_ == "text":
            color = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
            click.echo("\n".join(render(result, Look(color=color, columns=columns()))), color=color)
    if options.format_ == "json":
        click.echo(json.dumps([_as_json(result) for result in results], indent=2))
    return _exit_code(results)


_REPEAT = 5
"""How often the full gate repeats what is not told how often."""


def _as_json(result: KataCheck) -> dict[str, object]:
    return {"holds": result.holds, **dataclasses.asdict(result)}


def _exit_code(results: list[KataCheck]) -> int:
    if any(result.error is not None for result in results):
        return _BROKEN
    return 0 if all(result.holds for result in results) else 1

"""`kata grade`: judge many submissions, and write what came of it."""

import gc
import json
import os
import shlex
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import click

from runner.commands.grade_progress import progress, say
from runner.errors import SandboxError, UsageError
from runner.grade.apart import apart, streamed
from runner.grade.batch import make_batch
from runner.grade.folder import Folder
from runner.grade.gradebook import render
from runner.grade.grading import Grading, Rerun, choose_sandbox
from runner.grade.junit import junit
from runner.grade.key import Conditions
from runner.grade.listing import Katas, keyed, read
from runner.grade.memory import available_mb, share_arena
from runner.grade.prepared import Prepared
from runner.grade.queue.address import masked, parse
from runner.grade.queue.elsewhere import Elsewhere
from runner.grade.records import Content, Entry
from runner.grade.results import Results
from runner.grade.summary import Summary
from runner.grade.tally import Tally
from runner.grade.work import Patience
from runner.output import write_file

_RUN_MB = 320
"""What a run takes beside the solution's memory: the judge, 240 MB after many runs, and the processes around both."""


@dataclass(frozen=True, kw_only=True)
class GradeOptions:
    """The options of `kata grade`, as they were typed."""

    sandbox: str
    format_: str
    jobs: int | None
    out: Path
    junit: Path | None
    rerun: Rerun | None
    seed: int | None
    time_limit: float | None
    memory: int | None
    similarity: bool
    quiet: bool
    queue: str | None
    priority: Literal["now", "batch"]


def grade_command(targets: tuple[str, ...], collections: tuple[Path, ...], options: GradeOptions) -> int:
    """Grade a batch: 0 when all is graded, 3 when something is not.

    Raises UsageError, StoreError, SandboxError and KeyboardInterrupt; what was judged before is kept.
    """
    gc.enable()  # a run makes no garbage to speak of, but this may go on all day
    share_arena()
    if len(targets) > 2:
        raise UsageError("name a kata and its submissions: kata grade KATA SUBMISSIONS")
    *kata, source = targets
    # A list of all submissions is never in this process, which is to take no more for many of them than for a few.
    batch = streamed(lambda: read(Path(source), kata[0] if kata else None, collections, options.seed))
    katas: Katas = next(batch)
    conditions = Conditions(
        sandbox=_sandbox(options),
        time_limit_s=options.time_limit,
        memory_mb=options.memory,
        seed=options.seed,
    )
    folder = Folder(options.out)
    try:
        prepared = Prepared(conditions=conditions, katas=katas, folder=folder)
        return _grade(prepared, keyed(batch, katas, conditions), options)
    finally:
        folder.close()


def _sandbox(options: GradeOptions) -> str:
    """The sandbox that judges: here one that works, elsewhere bubblewrap unless another one is named."""
    if options.queue is None:
        return choose_sandbox(options.sandbox, say)
    if options.jobs:
        raise UsageError("with --queue, how many run at a time is the workers' to say: kata worker --jobs N")
    address = parse(options.queue)
    from runner.grade.queue import broker  # which takes Celery

    broker.check(address)
    return "bubblewrap" if options.sandbox == "auto" else options.sandbox


def _elsewhere(folder: Folder, options: GradeOptions) -> Elsewhere | None:
    if options.queue is None:
        return None
    return Elsewhere(parse(options.queue), urgent=options.priority == "now", folder=folder.path, say=say)


def _grade(prepared: Prepared, batch: Iterable[tuple[Entry, Content]], options: GradeOptions) -> int:
    started_at, started = datetime.now(UTC), time.monotonic()
    tally = Tally(prepared.name)
    kept = f"what was judged is kept in {options.out}; resume with: {_again()}"
    shown = progress(tally, kept, quiet=options.quiet)
    grading = Grading(prepared, shown, say, _elsewhere(prepared.folder, options))
    try:
        keys = grading.begin(shown.reading(batch), options.rerun)
        tally.begin(len(keys))
        gave_up = grading.judge(keys, jobs=options.jobs or default_jobs(prepared), patience=Patience())
    finally:
        shown.close()
    prepared.folder.store.close()
    # The tables and the page hold them all, too.
    return apart(lambda: _finish(prepared, grading.results, options, gave_up, started_at, started))


def _finish(
    prepared: Prepared, results: Results, options: GradeOptions, gave_up: str, started_at: datetime, started: float
) -> int:
    """Write what is about all submissions, and tell it."""
    folder = prepared.folder
    with folder.reopened():
        results.complete()
        results.write_tables()
        batch = make_batch(prepared, results.grades(), started_at, compares=options.similarity)
        folder.write_whole("gradebook.html", render(batch))
        if options.junit:
            write_file(options.junit, junit(batch))
    _tell(Summary(batch.grades), folder, options, time.monotonic() - started)
    if gave_up:
        where = "the workers" if options.queue else "this machine"
        raise SandboxError(f"gave up, since {where} cannot judge any more: {gave_up}\nresume with: {_again()}")
    return 0 if all(grade.graded for grade in batch.grades) else SandboxError.exit_code


def default_jobs(prepared: Prepared) -> int:
    """Runs at a time: one for each processor, as long as there is memory for all of them."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    each = max(kata.kata.toml.limits.memory_mb for kata in prepared.katas.values())
    each = (prepared.conditions.memory_mb or each) + _RUN_MB
    return max(1, min(processors, available_mb() // each))


def _tell(summary: Summary, folder: Folder, options: GradeOptions, seconds: float) -> None:
    if options.format_ == "json":
        click.echo(json.dumps({"out": str(folder.path), **summary.as_json()}, indent=2))
        return
    if options.quiet:
        return
    click.echo(f"{summary.headline()} ({seconds:.0f} s)")
    for line in summary.lines():
        click.echo(f"  {line}")
    click.echo(f"{folder.path}: gradebook.html, results.csv, results.jsonl, reports/")


def _again() -> str:
    """The command that goes on where this one ended."""
    words = [word for word in sys.argv[1:] if word not in ("--rerun=failed", "--rerun=internal", "--rerun=all")]
    if "--rerun" in words:  # what was judged again would be once more
        at = words.index("--rerun")
        del words[at : at + 2]
    return shlex.join(["kata", *map(masked, words)])

"""`kata run`: judge a solution, show the report, and say it in an exit code."""

import contextlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from runner import collection, solution
from runner.collection import Suite
from runner.commands.progress import Progress
from runner.commands.reports import Destination, destinations
from runner.errors import UsageError
from runner.formats import SUFFIXES, Look, render
from runner.request import Request
from runner.run import run

if TYPE_CHECKING:
    from collections.abc import Callable

    from runner.report import Audience, Report


@dataclass(frozen=True, kw_only=True)
class RunOptions:
    """The options of `kata run`, as they were typed."""

    sandbox: str
    format_: str | None
    audience: "Audience"
    reports: tuple[str, ...]
    output: Path | None
    junit_dialect: Literal["strict", "extended"]
    require: str
    seed: int | None
    only: str | None
    suite: Suite
    time_limit: float | None
    memory: int | None
    quiet: bool
    verbose: bool
    watch: bool


def run_command(kata: str, path: str | None, collections: tuple[Path, ...], options: RunOptions) -> int:
    """Judge and report. Raises what `runner.run.run` raises, and UsageError for a report that cannot be written."""
    wanted = destinations([*options.reports, *_output(options)])
    folder = collection.find(kata, collections)
    if options.watch:
        from runner.commands.watch import watch

        if path == "-":
            raise UsageError("standard input cannot be watched: name a file or a folder")
        place = solution.find(folder.slug) if path is None else Path(path)
        written = {one.path.resolve() for one in wanted}
        again = lambda: _judge(kata, str(place), collections, options)  # noqa: E731
        watch(place, folder.path, again, _shown_by(options, wanted), written)
    report = _judge(kata, path, collections, options)
    _show(report, options, wanted)
    return _exit_code(report, options.require)


def _judge(kata: str, path: str | None, collections: tuple[Path, ...], options: RunOptions) -> "Report":
    folder = collection.find(kata, collections)
    chosen = _solution(path, folder.slug)
    if path is None:
        _say(f"judging {chosen.path}")
    request = Request(
        kata=folder,
        solution=chosen,
        sandbox=options.sandbox,
        suite=options.suite,
        seed=_random_seed() if options.seed is None else options.seed,
        only=options.only,
        time_limit_s=options.time_limit,
        memory_mb=options.memory,
    )
    progress = Progress()
    try:
        return run(request, _say, progress.update)
    finally:
        progress.clear()


def _shown_by(options: RunOptions, wanted: list[Destination]) -> "Callable[[Report], Report]":
    """What a watcher does with each report: it is written, and what may be seen of it is given back."""
    from runner.audience import view

    def show(report: "Report") -> "Report":
        shown = view(report, options.audience)
        _write(shown, options, wanted)
        return shown

    return show


def _solution(path: str | None, slug: str) -> solution.Solution:
    if path == "-":
        return solution.read_stdin()
    return solution.load(solution.find(slug) if path is None else Path(path), slug)


def _output(options: RunOptions) -> list[str]:
    """--output FILE, as --report would say it."""
    if options.output is None:
        return []
    guessed = SUFFIXES.get(options.output.suffix.lower(), "text")
    return [f"{options.format_ or guessed}={options.output}"]


def _show(report: "Report", options: RunOptions, wanted: list[Destination]) -> None:
    """First to whoever waits, then to the files: what cannot be written has been seen."""
    from runner.audience import view

    shown = view(report, options.audience)
    name = "text" if options.output else options.format_ or "text"
    color = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    try:
        with contextlib.suppress(BrokenPipeError):  # who read us has seen enough; the exit code tells the verdict
            click.echo(render(name, shown, _look(options, color=color)), nl=False, color=color)
    finally:
        _write(shown, options, wanted)
    if name in ("github", "classroom"):
        from runner.commands.github import tell_step

        tell_step(shown, name)


def _write(report: "Report", options: RunOptions, wanted: list[Destination]) -> None:
    """Every file that can be written. Raises UsageError that names the others."""
    from runner.output import write_file

    problems = []
    for one in wanted:
        try:
            write_file(one.path, render(one.format_, report, _look(options, color=False)))
        except UsageError as error:
            problems.append(str(error))
    if problems:
        raise UsageError("\n".join(problems))


def _look(options: RunOptions, *, color: bool) -> Look:
    from runner.formats.columns import columns

    detail = -1 if options.quiet else 1 if options.verbose else 0
    return Look(color=color, columns=columns(), detail=detail, dialect=options.junit_dialect)


def _random_seed() -> int:
    return int.from_bytes(os.urandom(4), "big") >> 1


def _exit_code(report: "Report", require: str) -> int:
    if report.verdict == "internal_error":
        return 3
    enough = ("accepted", "partially_accepted") if require == "core" else ("accepted",)
    return 0 if report.verdict in enough else 1


def _say(text: str) -> None:
    """A remark for the person who waits, beside the report, not in it."""
    with contextlib.suppress(OSError):  # it decides nothing that nobody can read it
        click.echo(text, err=True)

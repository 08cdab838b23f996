"""The command line: each command parses, calls one function, renders and returns an exit code."""

from pathlib import Path
from typing import Any

import click

from runner import __version__
from runner.commands.grade_options import grade_options
from runner.commands.options import collections_option, format_option, jobs_option, sandbox_option
from runner.commands.run_options import run_options
from runner.commands.worker_options import worker_options


@click.group(context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "KATA"})
@click.version_option(__version__, prog_name="kata")
def cli() -> None:
    """Verify JavaScript solutions: act inside a sandbox, assert outside it.

    Exit codes: 0 accepted, 1 judged and not accepted, 2 wrong usage or a broken kata or solution,
    3 no sandbox or nothing was judged, 4 a bug in kata, 130 interrupted.
    """


@cli.command()
@click.argument("kata")
@click.argument("solution", required=False)
@collections_option
@sandbox_option
@run_options
def run(kata: str, solution: str | None, collections: tuple[Path, ...], **options: Any) -> int:
    """Judge a SOLUTION of a KATA.

    KATA is a name that `kata list` shows, or the path of a kata's folder. SOLUTION is a file, a folder, an
    archive (.zip, .tar, .tar.gz, .tgz) or - for standard input; without it, kata looks for KATA.mjs (.js,
    .cjs, .ts), KATA/, solution.mjs and src/ in the current folder.
    """
    from runner.commands.run import RunOptions, run_command

    return run_command(kata, solution, collections, RunOptions(**options))


@cli.command(name="list")
@collections_option
@format_option
def list_katas(collections: tuple[Path, ...], format_: str) -> int:
    """List the katas, the easy ones first."""
    from runner.commands.katas import list_command

    return list_command(collections, format_)


@cli.command()
@click.argument("kata")
@collections_option
@format_option
def show(kata: str, collections: tuple[Path, ...], format_: str) -> int:
    """Show the specification of a KATA."""
    from runner.commands.katas import show_command

    return show_command(kata, collections, format_)


@cli.command()
@format_option
def doctor(format_: str) -> int:
    """Tell what this host can enforce, and through what."""
    from runner.commands.doctor import doctor_command

    return doctor_command(format_)


@cli.command()
@click.option(
    "--base",
    metavar="local|IMAGE",
    default=None,
    envvar="KATA_BASE",
    show_envvar=True,
    help="Build on the installed Node (local; the default on Linux) or on an image of a registry.",
)
def build(base: str | None) -> int:
    """Build the image of the Docker sandbox (otherwise the first run does)."""
    from runner.commands.build import build_command

    return build_command(base)


@cli.command()
@click.argument("katas", nargs=-1, metavar="[KATA]...")
@collections_option
@sandbox_option
@format_option
@jobs_option
@click.option(
    "--quick",
    is_flag=True,
    help="Only the shipped solutions, each by the tests that it is for: no mutants, no variants, no repeats.",
)
@click.option(
    "--repeat",
    type=click.IntRange(0, 10_000),
    default=None,
    metavar="N",
    help="Judge each accepted solution N times, with N seeds, in shuffled order.  [default: 5, with --quick 0]",
)
@click.option(
    "--load",
    type=click.IntRange(0, 64),
    default=0,
    metavar="K",
    help="Keep K processes busy beside the repeated runs.",
)
def check(katas: tuple[str, ...], collections: tuple[Path, ...], **options: Any) -> int:
    """Check KATAs, all by default: whether their hidden tests are strict, fair and steady.

    Exit codes: 0 every kata holds, 1 something is to be mended, 2 a kata is broken, 3 no sandbox.
    """
    from runner.commands.check import CheckOptions, check_command

    return check_command(katas, collections, CheckOptions(**options))


@cli.command()
@click.argument("targets", nargs=-1, required=True, metavar="[KATA] SUBMISSIONS")
@collections_option
@sandbox_option
@format_option
@jobs_option
@grade_options
def grade(targets: tuple[str, ...], collections: tuple[Path, ...], **options: Any) -> int:
    """Judge all SUBMISSIONS for a KATA, and write a report for each, tables and a page over all.

    SUBMISSIONS is a folder or a zip of files, folders and archives, each of them one submission, also as
    Gradescope, Moodle and Canvas download them; or a manifest, .csv or .jsonl, of id, path and, for several
    katas in one batch, kata. What was judged before is not judged again, so an interrupted batch is resumed
    by the same command.

    Exit codes: 0 all are graded, 2 wrong usage, 3 some are not graded, 130 interrupted.
    """
    from runner.commands.grade import GradeOptions, grade_command

    return grade_command(targets, collections, GradeOptions(**options))


@cli.command()
@sandbox_option
@jobs_option
@worker_options
def worker(**options: Any) -> int:
    """Judge what `kata grade --queue` asks for, one submission for each of --jobs at a time, until SIGTERM or Ctrl-C.

    The first one lets it finish what is under way, the second ends it at once; either way nothing is lost.

    Exit codes: 0 ended after what was under way, 2 wrong usage, 3 no sandbox or no broker, 130 ended at once.
    """
    from runner.commands.worker import WorkerOptions, worker_command

    return worker_command(WorkerOptions(**options))


@cli.command()
@click.argument("batch", type=click.Path(path_type=Path))
@click.argument("submission", required=False)
@format_option
def history(batch: Path, submission: str | None, format_: str) -> int:
    """Tell what the submissions of a BATCH (the --out of kata grade), or one of them, ever got."""
    from runner.commands.history import history_command

    return history_command(batch, submission, format_)


@cli.command()
@click.argument("kata")
@collections_option
@sandbox_option
@format_option
@jobs_option
@click.option("--only", metavar="TEXT", default="", help="Only the attacks whose name contains TEXT.")
def audit(kata: str, collections: tuple[Path, ...], **options: Any) -> int:
    """Attack a KATA: run submissions that forge, spy, stall and flood, and tell which got a point.

    Exit codes: 0 none got anything, 1 one did, 2 the kata is broken, 3 no sandbox.
    """
    from runner.commands.audit import AuditOptions, audit_command

    return audit_command(kata, collections, AuditOptions(**options))


@cli.command()
@click.argument("kata")
@collections_option
@click.option("--write", is_flag=True, help="Write tests/manifest.json instead of printing it.")
def manifest(kata: str, collections: tuple[Path, ...], write: bool) -> int:
    """List the tests that a KATA declares, for its authors."""
    from runner.commands.manifest import manifest_command

    return manifest_command(kata, collections, write)


@cli.command()
@click.argument("kata")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@collections_option
def start(kata: str, folder: Path | None, collections: tuple[Path, ...]) -> int:
    """Begin to solve a KATA: write FOLDER, by default ./KATA, with the specification, a starter and the public tests.

    There `npm test` runs the public tests, with Node 20 or newer alone.
    """
    from runner.commands.start import start_command

    return start_command(kata, folder, collections)


@cli.command()
@click.argument("kata")
@collections_option
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The archive.  [default: KATA.zip]")
@click.option("--check", is_flag=True, help="See first that nothing hidden is in it; without -o, only see.")
def bundle(kata: str, collections: tuple[Path, ...], **options: Any) -> int:
    """Pack what `kata start` writes for a KATA into one zip to send, the same bytes every time.

    Exit codes: 0 nothing hidden is in it, 1 something is, 2 wrong usage or a broken kata.
    """
    from runner.commands.bundle import BundleOptions, bundle_command

    return bundle_command(kata, collections, BundleOptions(**options))


@cli.command()
@click.argument("slug")
@click.argument("folder", required=False, default=".", type=click.Path(path_type=Path, file_okay=False))
def new(slug: str, folder: Path) -> int:
    """Begin a kata of your own: write FOLDER/SLUG, a small kata that passes `kata check`.

    FOLDER is the current one by default, or a collection of yours (see --katas and KATA_PATH).
    """
    from runner.commands.new import new_command

    return new_command(slug, folder)

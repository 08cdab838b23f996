"""The options of `kata run`, as one decorator: each has an environment variable."""

import functools
from pathlib import Path
from typing import Any

import click

from runner.formats import FORMATS

SEED = click.option(
    "--seed",
    type=click.IntRange(0, 2**31 - 1),
    default=None,
    envvar="KATA_SEED",
    show_envvar=True,
    help="Repeat a run with the same random inputs.",
)
LIMITS = (
    click.option(
        "--time-limit",
        type=click.FloatRange(0.1, 600),
        default=None,
        metavar="SECONDS",
        envvar="KATA_TIME_LIMIT",
        show_envvar=True,
        help="Seconds for all acts of the run together.",
    ),
    click.option(
        "--memory",
        type=click.IntRange(64, 4096),
        default=None,
        metavar="MB",
        envvar="KATA_MEMORY",
        show_envvar=True,
        help="Memory for the solution, in MB.",
    ),
)
_OPTIONS = (
    click.option(
        "--format",
        "format_",
        type=click.Choice([*FORMATS]),
        default=None,
        envvar="KATA_FORMAT",
        show_envvar=True,
        help="The report's format.  [default: text]",
    ),
    click.option(
        "--report",
        "reports",
        multiple=True,
        metavar="[FORMAT=]FILE",
        envvar="KATA_REPORT",
        show_envvar=True,
        help="Also write a report to FILE; may be repeated. Names such as out.html and out.xml say the format.",
    ),
    click.option(
        "--audience",
        type=click.Choice(["practice", "candidate", "staff"]),
        default="practice",
        envvar="KATA_AUDIENCE",
        show_envvar=True,
        show_default=True,
        help="Who reads it: a candidate sees nothing of the hidden tests, staff sees all.",
    ),
    click.option(
        "--junit-dialect",
        type=click.Choice(["strict", "extended"]),
        default="strict",
        envvar="KATA_JUNIT_DIALECT",
        show_envvar=True,
        show_default=True,
        help="JUnit XML as its schema has it, or with files and lines.",
    ),
    click.option(
        "--output",
        type=click.Path(path_type=Path, dir_okay=False),
        envvar="KATA_OUTPUT",
        show_envvar=True,
        help="Write the report to a file; the terminal gets the text.",
    ),
    click.option(
        "--require",
        type=click.Choice(["all", "core"]),
        default="all",
        envvar="KATA_REQUIRE",
        show_envvar=True,
        show_default=True,
        help="What must pass for exit code 0.",
    ),
    SEED,
    click.option(
        "--only",
        metavar="TEXT",
        default=None,
        envvar="KATA_ONLY",
        show_envvar=True,
        help="Run only the tests whose name contains TEXT.",
    ),
    click.option(
        "--suite",
        type=click.Choice(["hidden", "public"]),
        default="hidden",
        envvar="KATA_SUITE",
        show_envvar=True,
        show_default=True,
        help="Which tests to run.",
    ),
    *LIMITS,
    click.option("-q", "--quiet", is_flag=True, envvar="KATA_QUIET", show_envvar=True, help="Only the verdict."),
    click.option(
        "-v",
        "--verbose",
        is_flag=True,
        envvar="KATA_VERBOSE",
        show_envvar=True,
        help="Also times, the seed, and what the sandbox keeps.",
    ),
    click.option("--watch", is_flag=True, help="Judge again whenever the solution or the kata is saved, until Ctrl-C."),
)


def run_options(command: Any) -> Any:
    """All of them, in the order of the help."""
    return functools.reduce(lambda made, option: option(made), reversed(_OPTIONS), command)

"""The options of `kata grade`, as one decorator."""

import functools
from pathlib import Path
from typing import Any

import click

from runner.commands.run_options import LIMITS, SEED

QUEUE = click.option(
    "--queue",
    metavar="URL",
    envvar="KATA_QUEUE",
    show_envvar=True,
    help="Have workers judge (kata worker), over this Redis or RabbitMQ.",
)
_OPTIONS = (
    click.option(
        "--out",
        type=click.Path(path_type=Path, file_okay=False),
        default=Path("grades"),
        show_default=True,
        help="The folder for everything; what was judged in it before is not judged again.",
    ),
    click.option(
        "--junit",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Also write JUnit XML: a case for each submission.",
    ),
    click.option(
        "--rerun",
        type=click.Choice(["failed", "internal", "all"]),
        help="Judge again: what was not accepted, what could not be graded, or all.",
    ),
    click.option(
        "--similarity/--no-similarity",
        default=True,
        help="Look for submissions that are alike, for the gradebook; of thousands it takes a minute.",
    ),
    QUEUE,
    click.option(
        "--priority",
        type=click.Choice(["now", "batch"]),
        default="batch",
        show_default=True,
        help="With --queue: now, if somebody waits, comes before every batch.",
    ),
    SEED,
    *LIMITS,
    click.option("-q", "--quiet", is_flag=True, help="Only what goes wrong."),
)


def grade_options(command: Any) -> Any:
    """All of them, in the order of the help."""
    return functools.reduce(lambda made, option: option(made), reversed(_OPTIONS), command)

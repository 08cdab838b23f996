"""The options of `kata worker`, as one decorator."""

from pathlib import Path
from typing import Any

import click

_QUEUE = click.option(
    "--queue",
    metavar="URL",
    required=True,
    envvar="KATA_QUEUE",
    show_envvar=True,
    help="The Redis or RabbitMQ that tasks come from.",
)
_CACHE = click.option(
    "--cache",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    envvar="KATA_CACHE",
    show_envvar=True,
    help="Where katas are kept that were sent.  [default: ~/.cache/kata]",
)


def worker_options(command: Any) -> Any:
    """All of them, in the order of the help."""
    return _QUEUE(_CACHE(command))

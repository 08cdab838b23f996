"""Options that several commands share, as decorators of a command."""

import functools
from pathlib import Path
from typing import Any

import click


def collections_option(command: Any) -> Any:
    """--katas DIR, or KATA_PATH: collections besides the shipped katas."""
    return click.option(
        "--katas",
        "collections",
        multiple=True,
        type=click.Path(path_type=Path),
        envvar="KATA_PATH",
        help="A folder of katas besides the shipped ones; may be repeated. [env: KATA_PATH]",
    )(command)


def sandbox_option(command: Any) -> Any:
    """--sandbox and --runtime, which make one: docker, or docker:runsc."""

    @click.option(
        "--sandbox",
        type=click.Choice(["auto", "bubblewrap", "docker"]),
        default="auto",
        envvar="KATA_SANDBOX",
        show_envvar=True,
        show_default=True,
        help="Where the solution runs.",
    )
    @click.option(
        "--runtime",
        envvar="KATA_RUNTIME",
        show_envvar=True,
        metavar="NAME",
        help="A runtime of Docker's other than its default, such as runsc (gVisor).",
    )
    @functools.wraps(command)
    def choose(*, sandbox: str, runtime: str | None, **others: Any) -> Any:
        if runtime and sandbox == "bubblewrap":
            raise click.UsageError("--runtime is for Docker: use it with --sandbox docker")
        return command(sandbox=f"docker:{runtime}" if runtime else sandbox, **others)

    return choose


def format_option(command: Any) -> Any:
    """--format text|json."""
    return click.option(
        "--format",
        "format_",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        help="For people or for programs.",
    )(command)


def jobs_option(command: Any) -> Any:
    """--jobs N."""
    return click.option(
        "--jobs", type=click.IntRange(1, 64), default=None, help="Runs at a time.  [default: one per processor]"
    )(command)

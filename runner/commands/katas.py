"""`kata list` and `kata show`: what there is to solve."""

import json
import sys
from pathlib import Path

import click

from runner import collection
from runner.formats.columns import columns
from runner.kata import Kata, validate

_DIFFICULTIES = ("easy", "medium", "hard")


def list_command(collections: tuple[Path, ...], format_: str) -> int:
    """A line per kata, the easy ones first. Raises KataError for a broken one."""
    katas = [validate(collection.read(path)) for path in collection.discover(collections).values()]
    katas.sort(key=lambda kata: (_DIFFICULTIES.index(kata.toml.difficulty), kata.slug))
    if format_ == "json":
        click.echo(json.dumps([_facts(kata) for kata in katas], indent=2))
        return 0
    width = max(len(kata.slug) for kata in katas)
    for kata in katas:
        head = f"{kata.slug:<{width}}  {kata.toml.difficulty:<6}  "
        click.echo(click.wrap_text(kata.toml.summary, columns(), head, " " * len(head)))
    return 0


def show_command(name: str, collections: tuple[Path, ...], format_: str) -> int:
    """The specification, and what a solution may use. Raises KataError."""
    kata = validate(collection.find(name, collections))
    if format_ == "json":
        click.echo(json.dumps(_facts(kata) | {"specification": kata.specification}, indent=2))
    elif sys.stdout.isatty():
        from rich.console import Console
        from rich.markdown import Markdown

        Console(width=min(columns(), 100)).print(Markdown(kata.specification))
    else:
        click.echo(kata.specification, nl=False)
    return 0


def _facts(kata: Kata) -> dict[str, object]:
    toml = kata.toml
    return {
        "slug": kata.slug,
        "title": toml.title,
        "difficulty": toml.difficulty,
        "summary": toml.summary,
        "exports": toml.exports,
        "imports": toml.imports,
        "packages": toml.packages,
        "tests": {"hidden": len(kata.manifest.hidden), "public": len(kata.manifest.public)},
    }

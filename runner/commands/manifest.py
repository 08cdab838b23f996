"""`kata manifest`: the tests that a kata declares, as a run of its reference solution reports them."""

import json
from pathlib import Path

import click

from runner import collection
from runner.check.reported import reported_tests
from runner.check.runs import Runs
from runner.output import write_file


def manifest_command(name: str, collections: tuple[Path, ...], write: bool) -> int:
    """Print tests/manifest.json, or write it; 1 when it was printed and is not what is checked in. Raises KataError."""
    folder = collection.find(name, collections)
    runs = Runs(sandbox="auto", jobs=2, say=lambda text: click.echo(text, err=True), progress=lambda *_: None)
    text = json.dumps(reported_tests(folder, runs), indent=2, ensure_ascii=False) + "\n"
    file = folder.path / "tests" / "manifest.json"
    if write:
        write_file(file, text)
        return 0
    click.echo(text, nl=False)
    return 0 if file.is_file() and file.read_text("utf-8") == text else 1

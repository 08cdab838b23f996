"""`kata manifest`: the tests that a kata declares, as a run of an accepted solution reports them."""

import json
from pathlib import Path

import click

from runner import collection, solution
from runner.collection import KataFolder, Suite
from runner.errors import KataError
from runner.output import write_atomically
from runner.request import Request
from runner.run import observe


def manifest_command(name: str, collections: tuple[Path, ...], write: bool) -> int:
    """Print tests/manifest.json, or write it; 1 when it was printed and is not what is checked in. Raises KataError."""
    folder = collection.find(name, collections)
    names = {suite: _names(folder, suite) for suite in ("hidden", "public")}
    text = json.dumps(names, indent=2, ensure_ascii=False) + "\n"
    file = folder.path / "tests" / "manifest.json"
    if write:
        write_atomically(file, text)
        return 0
    click.echo(text, nl=False)
    return 0 if file.is_file() and file.read_text("utf-8") == text else 1


def _names(folder: KataFolder, suite: Suite) -> list[str]:
    accepted = sorted((folder.path / "solutions" / "accepted").glob("*"))
    if not accepted:
        raise KataError(
            f"{folder.path}/solutions/accepted: a manifest is made from a run of an accepted solution; write one"
        )
    chosen = solution.load(accepted[0], folder.slug)
    request = Request(kata=folder, solution=chosen, sandbox="auto", suite=suite, seed=0)
    course = observe(request, lambda text: click.echo(text, err=True))
    if course.trouble:
        raise KataError(f"{folder.path}/tests/{suite}.test.mjs does not run to its end: {course.trouble}")
    return [name for name, test in course.tests.items() if test.events]

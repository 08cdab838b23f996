"""`kata new`: a kata to begin with, complete and explained in comments."""

import re
import shutil
import tempfile
from pathlib import Path

import click
import jinja2

from runner.errors import UsageError

_SCAFFOLD = Path(__file__).parent.parent / "scaffold"
_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def new_command(slug: str, folder: Path) -> int:
    """Write the kata SLUG into a folder, whole or not at all. Raises UsageError."""
    if not _SLUG.fullmatch(slug):
        raise UsageError(f"{slug!r} is no name for a kata: use small letters, digits and hyphens, like `my-kata`")
    target = folder / slug
    if target.exists():
        raise UsageError(f"{target} exists already; choose another name, or remove it")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=f".{slug}-") as unfinished:
            _write(slug, Path(unfinished) / slug)
            (Path(unfinished) / slug).rename(target)
    except OSError as error:
        raise UsageError(f"{target} could not be written: {error.strerror}") from error
    click.echo(f"wrote {target}: begin with its README.md, then run `kata check {_as_path(target)}`")
    return 0


def _write(slug: str, target: Path) -> None:
    shutil.copytree(_SCAFFOLD, target, ignore=shutil.ignore_patterns("__pycache__"))
    (target / "starter" / "starter.mjs").rename(target / "starter" / f"{slug}.mjs")
    templates = jinja2.Environment(undefined=jinja2.StrictUndefined, keep_trailing_newline=True)  # noqa: S701 -- no HTML
    title = slug.replace("-", " ").capitalize()
    for path in target.rglob("*.*"):
        if path.is_file():
            path.write_text(templates.from_string(path.read_text("utf-8")).render(slug=slug, title=title), "utf-8")


def _as_path(target: Path) -> str:
    """A path that is not taken for a kata's name."""
    return str(target) if target.is_absolute() or len(target.parts) > 1 else f"./{target}"

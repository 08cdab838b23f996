"""`kata start`: a folder to solve a kata in."""

import tempfile
from pathlib import Path

import click

from runner import collection
from runner.errors import UsageError
from runner.handout import handout


def start_command(kata: str, folder: Path | None, collections: tuple[Path, ...]) -> int:
    """Write the folder, whole or not at all. Raises KataError, and UsageError when something is in it already."""
    found = collection.find(kata, collections)
    target = folder or Path(found.slug)
    files = handout(found)
    _write(target, files)
    click.echo(f"wrote {target}: read its README.md, then `cd {target}` and `npm test`")
    return 0


def _write(target: Path, files: dict[str, bytes]) -> None:
    try:
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise UsageError(f"{target} exists and is not empty: nothing was written; name another folder")
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as unfinished:
            root = Path(unfinished) / "folder"
            for name, content in files.items():
                path = root / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            root.rename(target)  # over an empty folder, if there is one
    except OSError as error:
        raise UsageError(f"{target} could not be written: {error.strerror}") from error

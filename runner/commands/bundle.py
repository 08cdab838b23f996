"""`kata bundle`: what `kata start` writes, as one archive to send."""

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

import click

from runner import collection
from runner.handout import Files, handout
from runner.hidden import Exposure, exposures
from runner.output import write_file

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_FILE = 0o100644


@dataclass(frozen=True, kw_only=True)
class BundleOptions:
    """The options of `kata bundle`, as they were typed."""

    output: Path | None
    check: bool


def bundle_command(kata: str, collections: tuple[Path, ...], options: BundleOptions) -> int:
    """Write the archive: 0, or 1 when --check found something hidden in it. Raises KataError and UsageError."""
    folder = collection.find(kata, collections)
    files = handout(folder)
    if options.check and (found := exposures(folder, files)):
        for one in found:
            click.echo(_told(one), err=True)
        click.echo("nothing was written", err=True)
        return 1
    if options.check:
        click.echo(f"nothing hidden is in the {len(files)} files for {folder.slug}")
    if options.output or not options.check:
        path = options.output or Path(f"{folder.slug}.zip")
        write_file(path, _archive(folder.slug, files))
        click.echo(f"wrote {path}: {len(files)} files, for Node 20 or newer")
    return 0


def _told(one: Exposure) -> str:
    return f"{one.file}: holds what is hidden in {one.origin}: {one.text}"


def _archive(slug: str, files: Files) -> bytes:
    """A zip, the same bytes for the same files: no times, no compression, which differs between versions of zlib."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(f"{slug}/{name}", date_time=_LONG_AGO)
            info.create_system = 3  # Unix, wherever it is made
            info.external_attr = _FILE << 16
            archive.writestr(info, content)
    return buffer.getvalue()

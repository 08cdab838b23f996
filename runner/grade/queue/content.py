"""A kata as it travels: the files that its digest is over, and a worker's own copies of katas that it was sent.

What arrives is untrusted until its digest was checked, and may then be no more than its digest says: it is code.
"""

import contextlib
import os
import shutil
import tempfile
from pathlib import Path

from runner import collection, digest
from runner.collection import SUITES, KataFolder
from runner.errors import KataError
from runner.grade.queue.messages import InvalidMessage, pack_files, unpack_files

MAX_BYTES = 16 * 1024 * 1024
MAX_FILES = 2000
_ALWAYS = ("kata.toml", "README.md", "tests/manifest.json")
_FIXTURES = "tests/fixtures/"
_MAX_NAME, _MAX_PART, _MAX_DEPTH = 1000, 255, 16


def pack_kata(folder: KataFolder) -> str:
    """The kata, to be sent. Raises KataError when a file is missing, or it is too big."""
    files = {name: folder.file(name) for name in _ALWAYS}
    for suite in SUITES:
        files |= {name: text.encode() for name, text in (folder.tests(suite) | folder.scenarios(suite)).items()}
    files |= {f"{_FIXTURES}{name}": content for name, content in folder.fixtures().items()}
    if odd := [name for name in (folder.slug, *files) if not is_plain(name)]:
        raise KataError(f"{folder.path}: {odd[0]!r} is a name that not every system can have; call it otherwise")
    if sum(map(len, files.values())) > MAX_BYTES or len(files) > MAX_FILES:
        most = f"{MAX_BYTES >> 20} MiB in {MAX_FILES} files"
        raise KataError(f"{folder.path}: too big for a queue, which takes {most}; make its fixtures smaller")
    return pack_files(files)


def is_plain(name: str) -> bool:
    """Whether a name is a relative path that leads nowhere but down, which every system can have."""
    parts = name.split("/")
    portable = name.isprintable() and "\\" not in name and len(name.encode()) <= _MAX_NAME and len(parts) <= _MAX_DEPTH
    return portable and all(part not in ("", ".", "..") and len(part.encode()) <= _MAX_PART for part in parts)


class Katas:
    """A worker's katas in its folder `root`, each in one that is called after its digest."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._checked: dict[tuple[str, str], KataFolder] = {}

    def find(self, slug: str, digest_: str) -> KataFolder | None:
        """The kata, if it is here and whole."""
        if (slug, digest_) not in self._checked:
            with contextlib.suppress(KataError, OSError):
                folder = collection.read(self._place(slug, digest_))
                if digest.of_kata(folder) == digest_:
                    self._checked[slug, digest_] = folder
        return self._checked.get((slug, digest_))

    def add(self, slug: str, digest_: str, packed: str) -> KataFolder:
        """Keep a kata that was sent. Raises InvalidMessage when it is not what its digest says."""
        if folder := self.find(slug, digest_):
            return folder  # somebody was faster
        files = unpack_files(packed, MAX_BYTES)
        if "/" in slug or not all(map(is_plain, (slug, *files))) or len(files) > MAX_FILES:
            raise InvalidMessage("a kata with a name that not every system can have")
        if strangers := [name for name in files if not _is_part(name)]:
            raise InvalidMessage(f"a kata with a file that is no part of one: {strangers[0]}")
        place = self._place(slug, digest_)
        if place.exists():
            self.forget(slug, digest_)
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            made = Path(tempfile.mkdtemp(dir=place.parent, prefix=".new-"))
        except OSError as error:
            raise KataError(f"{place.parent}: {error.strerror}; name another folder with --cache") from error
        try:
            return self._checked.setdefault((slug, digest_), self._keep(made / slug, place, digest_, files))
        except OSError as error:
            raise KataError(f"{place}: {error.strerror}") from error
        finally:
            shutil.rmtree(made, ignore_errors=True)

    def forget(self, slug: str, digest_: str) -> None:
        """Throw a kata away: what is there is no longer what it was."""
        self._checked.pop((slug, digest_), None)
        shutil.rmtree(self._place(slug, digest_), ignore_errors=True)

    def _place(self, slug: str, digest_: str) -> Path:
        return self._root / "katas" / digest_.removeprefix("sha256:") / slug

    def _keep(self, made: Path, place: Path, digest_: str, files: dict[str, bytes]) -> KataFolder:
        for name, content in files.items():
            (made / name).parent.mkdir(parents=True, exist_ok=True)
            (made / name).write_bytes(content)
        try:
            found = digest.of_kata(collection.read(made))
        except KataError as error:
            raise InvalidMessage(f"a kata that is broken: {str(error).replace(str(made), made.name)}") from error
        if found != digest_:
            raise InvalidMessage("a kata that is not what its digest says")
        with contextlib.suppress(OSError):  # somebody was faster, with the same
            os.rename(made, place)
        return collection.read(place)


def _is_part(name: str) -> bool:
    """Whether a kata's digest is over a file of that name."""
    folder, _, file = name.rpartition("/")
    return name in _ALWAYS or name.startswith(_FIXTURES) or (folder == "tests" and file.endswith(".mjs"))

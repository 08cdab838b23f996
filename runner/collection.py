"""Katas on disk: finding one by name or path, and reading its files.

Nothing here validates: that is kata.py's, with pydantic, whose import takes longer than all of this and
happens while the processes of a run start.
"""

import os
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from runner import resources
from runner.errors import KataError

Suite = Literal["hidden", "public"]
SUITES: tuple[Suite, ...] = ("hidden", "public")
DEFAULT_MEMORY_MB = 256
DEFAULT_SCRATCH_MB = 16


@dataclass(frozen=True, kw_only=True)
class KataFolder:
    """A kata's folder and what its kata.toml holds, not yet validated."""

    path: Path
    raw: dict[str, Any]

    @property
    def slug(self) -> str:
        """The folder's name."""
        return self.path.name

    @property
    def memory_mb(self) -> int:
        """The memory limit, needed before validation; what is not a number is for kata.validate to report."""
        return self._limit("memory_mb", DEFAULT_MEMORY_MB)

    @property
    def scratch_mb(self) -> int:
        """The size of the folder that a solution may write to, needed before validation as well."""
        return self._limit("scratch_mb", DEFAULT_SCRATCH_MB)

    def _limit(self, name: str, default: int) -> int:
        limits = self.raw.get("limits", {})
        value = limits.get(name, default) if isinstance(limits, dict) else default
        return value if isinstance(value, int) and value > 0 else default

    def tests(self, suite: Suite) -> dict[str, str]:
        """The modules of the judge, path in the kata -> source: the suite's test file, and what is shared with it.

        Raises KataError when the test file is missing.
        """
        return {name: source for name, source in self._modules(suite).items() if not name.endswith(".scenarios.mjs")}

    def scenarios(self, suite: Suite) -> dict[str, str]:
        """The modules of the box: the suite's scenarios and other `*.scenarios.mjs`, nothing of the judge's.

        Raises KataError when the suite's scenarios are missing.
        """
        return {name: source for name, source in self._modules(suite).items() if name.endswith(".scenarios.mjs")}

    def _modules(self, suite: Suite) -> dict[str, str]:
        names = {f"tests/{suite}.test.mjs", f"tests/{suite}.scenarios.mjs"}
        other = "public" if suite == "hidden" else "hidden"
        for path in sorted((self.path / "tests").glob("*.mjs")):
            if not path.name.startswith(f"{other}."):
                names.add(f"tests/{path.name}")
        return {name: self.text(name) for name in names}

    def file(self, name: str) -> bytes:
        """The content of one of the kata's files. Raises KataError when it cannot be read."""
        try:
            return (self.path / name).read_bytes()
        except OSError as error:
            raise KataError(f"{self.path / name}: {error.strerror}; a kata needs this file") from error

    def text(self, name: str) -> str:
        """The text of one of the kata's files. Raises KataError when it cannot be read or is not UTF-8."""
        try:
            return self.file(name).decode("utf-8")
        except UnicodeDecodeError as error:
            raise KataError(f"{self.path / name}: not UTF-8 text (byte {error.start})") from error

    def fixtures(self) -> dict[str, bytes]:
        """tests/fixtures/, relative path -> content."""
        root = self.path / "tests" / "fixtures"
        return {
            path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()
        }


def find(name: str, collections: Iterable[Path] = ()) -> KataFolder:
    """The kata called `name` in `collections` or among the shipped ones, or the folder at that path.

    Raises KataError, with the nearest name there is.
    """
    known = {} if os.sep in name else discover(collections)
    if os.sep in name or (name not in known and (Path(name) / "kata.toml").is_file()):
        path = Path(name).resolve()
        if not (path / "kata.toml").is_file():
            raise KataError(f"{name}: no kata here (a kata is a folder with a kata.toml)")
        return read(path)
    if name not in known:
        import difflib

        near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]}?" if near else "`kata list` shows what there is"
        raise KataError(f"there is no kata {name!r}: {hint}")
    return read(known[name])


def discover(collections: Iterable[Path] = ()) -> dict[str, Path]:
    """Every kata by slug; an earlier collection hides a later one, and all hide the shipped katas.

    Raises KataError when a collection is not a folder.
    """
    found: dict[str, Path] = {}
    for folder in (*collections, resources.KATAS):
        if not folder.is_dir():
            raise KataError(f"{folder}: not a folder of katas; check --katas and KATA_PATH")
        for path in sorted(folder.iterdir()):
            if (path / "kata.toml").is_file():
                found.setdefault(path.name, path.resolve())
    return found


def read(path: Path) -> KataFolder:
    """The kata in the folder `path`, not yet validated. Raises KataError when kata.toml is not TOML."""
    file = path / "kata.toml"
    try:
        return KataFolder(path=path, raw=tomllib.loads(file.read_text("utf-8")))
    except OSError as error:
        raise KataError(f"{file}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise KataError(f"{file}: not valid TOML: {error}") from error

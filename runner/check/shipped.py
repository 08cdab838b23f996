"""The solutions that a kata ships, and what their authors say must become of them."""

import re
from dataclasses import dataclass
from pathlib import Path

from runner import solution
from runner.collection import KataFolder
from runner.errors import KataError
from runner.solution import Solution
from runner.verdict import Verdict

REFERENCE = "reference"
_FAILS = re.compile(r"\A// fails: (all|[A-Z]+[0-9]+(?: [A-Z]+[0-9]+)*)$", re.M)


@dataclass(frozen=True, kw_only=True)
class Shipped:
    """A solution below solutions/. `fails` are the requirements that its first line names; None stands for all."""

    name: str
    """Its path in the kata."""
    solution: Solution
    verdict: Verdict
    fails: frozenset[str] | None

    @property
    def is_accepted(self) -> bool:
        """Whether it must be accepted."""
        return self.verdict is Verdict.ACCEPTED


def shipped(folder: KataFolder) -> list[Shipped]:
    """Every shipped solution, the accepted ones first and the reference before them. Raises KataError."""
    root = folder.path / "solutions"
    found = []
    for verdict in Verdict:
        folders = root / verdict.value
        paths = sorted(folders.iterdir()) if folders.is_dir() else []
        found += [_read(folder, path, verdict) for path in paths if not path.name.startswith(".")]
    strangers = sorted(path.name for path in root.glob("*") if path.name not in {verdict.value for verdict in Verdict})
    if strangers:
        names = ", ".join(verdict.value for verdict in Verdict if verdict is not Verdict.INTERNAL_ERROR)
        raise KataError(f"{root / strangers[0]}: no verdict is called so; a folder here is one of {names}")
    if not any(one.is_accepted for one in found):
        raise KataError(f"{root / 'accepted'}: an accepted solution is missing; write one, `{REFERENCE}.mjs`")
    return sorted(found, key=lambda one: (not one.is_accepted, Path(one.name).stem != REFERENCE, one.name))


def reference(folder: KataFolder) -> Shipped:
    """The accepted solution that the tests are measured with: `reference.*`, else the first. Raises KataError."""
    return shipped(folder)[0]


def starter(folder: KataFolder) -> Solution:
    """Where a candidate begins. Raises KataError or SolutionError."""
    root = folder.path / "starter"
    paths = sorted(root.iterdir()) if root.is_dir() else []
    if not paths:
        raise KataError(f"{root}: the starter is missing; write {folder.slug}.mjs with the exports and no answers")
    return solution.load(paths[0] if len(paths) == 1 else root, folder.slug)


def _read(folder: KataFolder, path: Path, verdict: Verdict) -> Shipped:
    loaded = solution.load(path, folder.slug)
    name = path.relative_to(folder.path).as_posix()
    first_line = _FAILS.search(loaded.files[loaded.entry].decode("utf-8", "replace"))
    if verdict is not Verdict.ACCEPTED and not first_line:
        rule = "the first line of a solution that is not accepted is `// fails: C1 E2` or `// fails: all`"
        raise KataError(f"{path}: {rule}")
    ids = first_line[1] if first_line else ""
    return Shipped(name=name, solution=loaded, verdict=verdict, fails=None if ids == "all" else frozenset(ids.split()))

"""Mutants: copies of a solution with one small change each, which a test should notice."""

import difflib
import json
import subprocess
from dataclasses import dataclass
from typing import Any

from runner import resources
from runner.errors import SolutionError
from runner.solution import SUFFIXES, Solution

_TIMEOUT_S = 60
_MEMORY_MB = 2048


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """One change: what stands in `file` from `start` to `end`, in characters, becomes `text`."""

    id: str
    file: str
    kind: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Mutated:
    """A solution that holds all its mutants behind a switch, and the sources that it was made of."""

    solution: Solution
    mutants: list[Mutant]
    sources: dict[str, str]

    def lines(self, mutant: Mutant) -> tuple[str, str]:
        """The first line that differs, as it was and as it becomes, without the space around it."""
        was, becomes = (text.splitlines() for text in self._texts(mutant))
        first = next((n for n, (one, other) in enumerate(zip(was, becomes, strict=False)) if one != other), 0)
        return was[first].strip(), becomes[first].strip()

    def diff(self, mutant: Mutant) -> str:
        """The change as a unified diff."""
        was, becomes = (text.splitlines() for text in self._texts(mutant))
        lines = [*difflib.unified_diff(was, becomes, lineterm="", n=1)][2:]
        return "\n".join([f"{mutant.file} ({mutant.kind})", *lines])

    def _texts(self, mutant: Mutant) -> tuple[str, str]:
        source = self.sources[mutant.file]
        return source, source[: mutant.start] + mutant.text + source[mutant.end :]


def mutate(solution: Solution) -> Mutated:
    """All mutants that StrykerJS makes of a solution. Raises SolutionError when it cannot be parsed."""
    sources = {name: content.decode() for name, content in solution.files.items() if name.endswith(SUFFIXES)}
    made = run_author_program("mutate.mjs", {"files": sources})
    files = solution.files | {name: text.encode() for name, text in made["files"].items()}
    return Mutated(
        solution=Solution(files=files, entry=solution.entry, path=solution.path),
        mutants=[Mutant(**mutant) for mutant in made["mutants"]],
        sources=sources,
    )


def run_author_program(name: str, message: dict[str, object], *, timeout_s: float = _TIMEOUT_S) -> dict[str, Any]:
    """What a program of sandbox/author answers to a message. It parses sources and may read the harness only.

    Raises SolutionError with what it said when it fails, and subprocess.TimeoutExpired.
    """
    harness = resources.HARNESS
    limits = ["--permission", f"--allow-fs-read={harness}", f"--max-old-space-size={_MEMORY_MB}"]
    command = [str(resources.node()), *limits, str(harness / "author" / name)]
    finished = subprocess.run(
        command,
        input=json.dumps(message),
        capture_output=True,
        encoding="utf-8",
        cwd=harness,  # Babel looks around where it is started
        env={},
        timeout=timeout_s,
        check=False,
    )
    if finished.returncode:
        said = [line for line in finished.stderr.splitlines() if "error" in line.lower()] or ["it said nothing"]
        raise SolutionError(f"a solution cannot be parsed: {said[0]}")
    answer: dict[str, Any] = json.loads(finished.stdout)
    return answer

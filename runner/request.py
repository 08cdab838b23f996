"""What is to be run, and the messages that start it."""

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from runner.backends.base import Job, Limits
from runner.collection import KataFolder, Suite
from runner.solution import Solution

if TYPE_CHECKING:
    from runner.kata import KataToml

_MB = 1024 * 1024
_RULES = ("time", "process", "exports", "imports", "packages", "reimplements")
_NETWORK = {f"node:{name}" for name in ("dgram", "dns", "dns/promises", "http", "http2", "https", "net", "tls")}
_JUDGE_LIMITS = Limits(memory_bytes=512 * _MB, cpu_s=600)


class RequestLimits(NamedTuple):
    """Seconds for the run, seconds for an act, mebibytes."""

    run_s: float
    act_s: float
    memory_mb: int


@dataclass(frozen=True, kw_only=True)
class Request:
    """A run that somebody asked for. `time_limit_s` and `memory_mb` override the kata's."""

    kata: KataFolder
    solution: Solution
    sandbox: str
    suite: Suite
    seed: int
    only: str | None = None
    requirements: frozenset[str] | None = None
    """The requirements whose tests are run; None stands for all."""
    time_limit_s: float | None = None
    memory_mb: int | None = None
    shuffled: bool = False
    """Whether the tests run in an order that the seed fixes, not in that of their file."""
    rounds: bool = False
    """Whether the judge may serve others like this one afterwards: for whole suites, in the order of their file."""
    loads_tried: int = 2
    """How often a solution may fail to load before it is taken for one that does not."""

    def limits(self, toml: "KataToml") -> RequestLimits:
        """What holds: the kata's limits with this request's in their place."""
        run_s = self.time_limit_s or toml.limits.run_s
        return RequestLimits(run_s, min(toml.limits.act_s, run_s), self.memory_mb or toml.limits.memory_mb)

    def selects(self, test: str) -> bool:
        """Whether a test of that name is run."""
        return (self.only is None or self.only in test) and (
            self.requirements is None or test.partition(" ")[0] in self.requirements
        )

    def _pattern(self) -> list[str]:
        """What has node:test run those tests alone. It takes several patterns as alternatives, so there is one."""
        of_requirement = "" if self.requirements is None else f"({'|'.join(sorted(self.requirements))}) "
        containing = "" if self.only is None else f"(?=.*{_literally(self.only)})"
        return [f"--test-name-pattern=/^{containing}{of_requirement}/s"] if containing or of_requirement else []

    def judge_job(self) -> Job:
        """The judge: Node's own permission model inside whatever it is started in."""
        return Job(
            node_args=(
                "--min-semi-space-size=64",  # what the tests of a kata make is less: nothing is collected meanwhile
                "--permission",
                "--allow-fs-read=/sandbox",
                *self._pattern(),
                "--test-reporter=/sandbox/judge/reporter.mjs",
                "/sandbox/judge/main.mjs",
            ),
            files={},
            limits=_JUDGE_LIMITS,
            env={"KATA_TRANSPORT": "supervised", "KATA_SEED": str(self.seed)},
        )

    def judge_setup(self) -> bytes:
        """What the judge is told first: see sandbox/judge/main.mjs."""
        modules, tests = self.kata.tests(self.suite), f"tests/{self.suite}.test.mjs"
        return _line({"modules": modules, "tests": tests, "shuffled": self.shuffled, "rounds": self.rounds})

    def box_job(self) -> Job:
        """A box: the host, the solution's files and the kata's fixtures."""
        files = {f"solution/{name}": content for name, content in self.solution.files.items()}
        files |= {f"fixtures/{name}": content for name, content in self.kata.fixtures().items()}
        memory_mb = self.memory_mb or self.kata.memory_mb
        return Job(
            node_args=(*self._permissions(), "/sandbox/host/main.mjs"),
            files=files,
            limits=Limits(memory_bytes=memory_mb * _MB, **self._scratch()),
            env={},
            spawns=self._spawns(),
            localhost=bool(self._list("imports") & _NETWORK) or bool(self._list("packages")) or self._spawns(),
        )

    def _scratch(self) -> dict[str, int]:
        scratch = self.kata.scratch_mb
        return {"scratch_bytes": scratch * _MB, "file_bytes": scratch * _MB}

    def _permissions(self) -> list[str]:
        """Node's permission model, a second wall behind the import rules: what the kata does not need is denied.

        Node 24 has no permission for the network, which the sandbox keeps.
        """
        allowed = self._list("imports")
        flags = ["--permission", "--allow-fs-read=/sandbox", "--allow-fs-read=/job", "--allow-fs-read=/tmp"]
        if allowed & {"node:fs", "node:fs/promises"}:
            flags.append("--allow-fs-write=/tmp")
        if "node:worker_threads" in allowed:
            flags += ["--allow-worker", "--disable-warning=SecurityWarning"]
        if self._spawns():
            # For the scenarios: the processes that they start do without it, and the solution runs in those.
            flags += ["--allow-child-process", "--disable-warning=SecurityWarning"]
        return flags

    def _list(self, name: str) -> set[str]:
        named = self.kata.raw.get(name)
        return {str(one) for one in named} if isinstance(named, list) else set()

    def _spawns(self) -> bool:
        return self.kata.raw.get("process") == "own"

    def box_setup(self) -> bytes:
        """What the host in the box is told first: see sandbox/host/main.mjs.

        Of the rules, what kata.toml says. That is validated while the box starts, before an act is asked of it.
        """
        return _line(
            {name: self.kata.raw[name] for name in _RULES if name in self.kata.raw}
            | {
                "folder": "/job/solution",
                "fixtures": "/job/fixtures",
                "entry": self.solution.entry,
                "modules": self.kata.scenarios(self.suite),
                "scenarios": f"tests/{self.suite}.scenarios.mjs",
            }
        )


def _literally(text: str) -> str:
    """A part of a pattern for node:test, a regular expression between slashes, that matches `text` and nothing else."""
    return re.escape(text).replace("/", r"\/")


def _line(message: dict[str, object]) -> bytes:
    return json.dumps(message, default=str).encode() + b"\n"  # TOML has dates

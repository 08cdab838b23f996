"""Runs the attacks against a kata, and tells what they got."""

import json
from dataclasses import dataclass

from runner.audit.corpus import Attack, attacks
from runner.check.runs import Runs
from runner.collection import KataFolder
from runner.errors import UsageError
from runner.kata import validate
from runner.report import Report, to_json
from runner.request import Request

_TIME_LIMIT_S = 5
"""For all acts of an attack together: those that stall would take the kata's whole time."""
_SHORT = 25
"""A line of a test that is shorter than this may be anybody's."""


@dataclass(frozen=True, kw_only=True)
class Foray:
    """An attack on a kata, and what came of it.

    `passed` are the tests that it passed, `leaked` the lines of hidden tests that its report shows.
    """

    attack: str
    tries: str
    verdict: str
    passed: list[str]
    leaked: list[str]

    @property
    def is_repelled(self) -> bool:
        """Whether it got nothing, and was judged."""
        return not self.passed and not self.leaked and self.verdict != "internal_error"


def audit(folder: KataFolder, runs: Runs, only: str = "") -> list[Foray]:
    """Every attack that applies to any kata, or to this one, and whose name contains `only`.

    Raises UsageError when there is none, KataError and SandboxError.
    """
    exports = validate(folder).toml.exports
    secret = hidden_lines(folder)
    corpus = [one for one in attacks() if one.kata in (None, folder.slug) and only in one.name]
    if not corpus:
        raise UsageError(f"no attack's name contains {only!r}")
    requests = [(attack, _request(folder, attack, exports, runs)) for attack in corpus]
    reports = runs.each("attacks", lambda one: runs.judge(one[1]), requests)
    return [foray(attack, report, secret) for (attack, _), report in zip(requests, reports, strict=True)]


def foray(attack: Attack, report: Report, secret: set[str]) -> Foray:
    """What an attack got; `secret` are lines that nobody may see."""
    told = json.dumps(json.loads(to_json(report)), ensure_ascii=False)
    return Foray(
        attack=attack.name,
        tries=attack.tries,
        verdict=report.verdict.value,
        passed=[test.name for test in report.tests if test.status == "passed"],
        leaked=sorted(line for line in secret if json.dumps(line, ensure_ascii=False)[1:-1] in told),
    )


def hidden_lines(folder: KataFolder) -> set[str]:
    """The lines of the hidden tests, and of what they alone import, that cannot be anything else."""
    lines = (line.strip() for text in folder.tests("hidden").values() for line in text.splitlines())
    return {line for line in lines if len(line) >= _SHORT}


def _request(folder: KataFolder, attack: Attack, exports: list[str], runs: Runs) -> Request:
    return Request(
        kata=folder,
        solution=attack.solution(exports),
        sandbox=runs.sandbox,
        suite="hidden",
        seed=1,
        time_limit_s=_TIME_LIMIT_S,
    )

"""Whether specification, requirements, tests and manifest say the same."""

from collections.abc import Iterator

from runner.check.findings import Finding, Step
from runner.collection import SUITES
from runner.kata import Kata, requirements_of


def agreement(kata: Kata, reported: dict[str, list[str]]) -> Step:
    """Hold them against each other; `reported` are the names of the tests of each suite that really run."""
    findings = [*_specification(kata), *_tests(kata), *_manifest(kata, reported)]
    count = sum(len(tier.requirements) for tier in kata.toml.tiers.named().values())
    tests = " and ".join(f"{len(reported[suite])} {suite}" for suite in SUITES)
    return Step(name="agreement", summary=f"{count} requirements, {tests} tests, one specification", findings=findings)


def _specification(kata: Kata) -> Iterator[Finding]:
    listed = {id_ for tier in kata.toml.tiers.named().values() for id_ in tier.requirements}
    promised = requirements_of(kata.specification)
    for id_ in sorted(listed - promised.keys(), key=_order):
        problem = f"the specification does not promise {id_}; add `- **{id_}** …`, or take {id_} out of kata.toml"
        yield Finding(where="README.md", problem=problem)
    for id_ in sorted(promised.keys() - listed, key=_order):
        problem = f"{id_} is promised, but no tier lists it; add it to a tier, or take it out of README.md"
        yield Finding(where="kata.toml", problem=problem)


def _tests(kata: Kata) -> Iterator[Finding]:
    checked = {test.requirement for test in kata.tests("hidden")}
    for tier in kata.toml.tiers.named().values():
        for id_ in tier.requirements:
            if id_ not in checked:
                yield Finding(where="tests/hidden.test.mjs", problem=f"no test checks {id_}; write `test('{id_} …')`")


def _manifest(kata: Kata, reported: dict[str, list[str]]) -> Iterator[Finding]:
    for suite in SUITES:
        declared: list[str] = getattr(kata.manifest, suite)
        missing = [name for name in declared if name not in reported[suite]]
        unknown = [name for name in reported[suite] if name not in declared]
        if declared == reported[suite]:
            continue
        what = [f"declares {name!r}, which does not run" for name in missing]
        what += [f"does not declare {name!r}" for name in unknown]
        problem = "; ".join(what) or f"has the {suite} tests in another order"
        problem += f"; run `kata manifest {kata.slug} --write`"
        yield Finding(where="tests/manifest.json", problem=problem)


def _order(id_: str) -> tuple[str, int]:
    letters = id_.rstrip("0123456789")
    return letters, int(id_[len(letters) :])

"""Whether the hidden tests notice when the reference is changed: its mutation score, and what survives."""

import json
from collections import Counter
from dataclasses import dataclass, field, replace

from runner.backends.base import Job
from runner.check.equivalents import EQUIVALENTS, Equivalent, declared
from runner.check.findings import Finding, Step
from runner.check.mutants import Mutant, Mutated, mutate
from runner.check.runs import SEED, Runs
from runner.check.shipped import Shipped
from runner.collection import KataFolder
from runner.course import Course
from runner.errors import KataError
from runner.kata import rules_of
from runner.request import Request, RequestLimits
from runner.run import observe

GATE = 0.95
"""The share of the mutants that are not declared equivalent that must be killed."""
_SLACK = 4
_LEAST_ACT_S = 0.1
_NO_LIMIT = 10**9


@dataclass(frozen=True, kw_only=True)
class MutationRequest(Request):
    """A run in which every mutant takes the place of a test: see sandbox/judge/mutants.mjs."""

    mutants: list[str]
    doubted: list[str]
    act_s: float
    loads_tried: int = _NO_LIMIT

    def limits(self, toml: object) -> RequestLimits:
        """No limit for the whole, a short one for each act."""
        return RequestLimits(_NO_LIMIT, self.act_s, self.memory_mb or self.kata.memory_mb)

    def judge_job(self) -> Job:
        """The judge with the program for mutants."""
        job = super().judge_job()
        program = "/sandbox/judge/mutants.mjs"
        return replace(job, node_args=(*job.node_args[:-1], program))

    def judge_setup(self) -> bytes:
        """What the judge is told first."""
        setup = {
            "modules": self.kata.tests(self.suite),
            "tests": "tests/hidden.test.mjs",
            "mutants": self.mutants,
            "doubted": self.doubted,
        }
        return json.dumps(setup).encode() + b"\n"

    def box_job(self) -> Job:
        """A box that lives as long as its mutants take."""
        job = super().box_job()
        return replace(job, limits=replace(job.limits, cpu_s=3600))


@dataclass(kw_only=True)
class Mutation:
    """What became of the mutants: `killers` maps an id to the test that noticed it.

    `needed` are the tests that notice one which those of their requirement before them do not.
    """

    mutated: Mutated
    killers: dict[str, str] = field(default_factory=dict)
    needed: set[str] = field(default_factory=set)
    unreached: set[str] = field(default_factory=set)

    def survivors(self) -> list[Mutant]:
        """The mutants that no test noticed, in the order of the source."""
        return [mutant for mutant in self.mutated.mutants if mutant.id not in self.killers]


def run_mutants(folder: KataFolder, reference: Shipped, doubted: list[str], runs: Runs) -> Mutation:
    """Hold every mutant of the reference against the hidden tests. Raises KataError and what runs raise.

    An act may take some times as long as the reference's slowest. `doubted` are the tests of which it is not known
    yet that they are needed.
    """
    mutated = mutate(reference.solution)
    slowest_s = observe(runs.request(folder, reference.solution), runs.say).slowest_act_s
    act_s = min(rules_of(folder).limits.act_s, _LEAST_ACT_S + _SLACK * slowest_s)
    ids = [mutant.id for mutant in mutated.mutants]
    requests = [
        MutationRequest(
            kata=folder,
            solution=mutated.solution,
            sandbox=runs.sandbox,
            suite="hidden",
            seed=SEED,
            mutants=ids[n :: runs.jobs],
            doubted=doubted,
            act_s=act_s,
        )
        for n in range(min(runs.jobs, len(ids)))
    ]
    done: dict[str, int] = {}

    def note(request: MutationRequest, reported: int) -> None:
        done[request.mutants[0]] = max(reported - 1, 0)
        runs.progress("mutants", sum(done.values()), len(ids))

    def judge(request: MutationRequest) -> Course:
        return observe(request, runs.say, lambda reported, _: note(request, reported))

    result = Mutation(mutated=mutated)
    for course in runs.each("", judge, requests):
        original = course.test("").events
        if course.trouble or not original:
            raise KataError(f"{folder.path}/tests/hidden.test.mjs does not run to its end: {course.trouble}")
        if original[0].status == "fail":
            raise KataError(f"{reference.name} with its mutants switched off fails {original[0].message!r}")
        for id_, test in course.tests.items():
            for event in test.events:
                if event.status == "fail":
                    result.killers[id_] = event.message
                    result.needed.add(event.message)
                elif event.status == "needed":
                    result.needed.add(id_)
                elif event.status == "skip":
                    result.unreached.add(id_)
    return result


def mutation_step(folder: KataFolder, reference: Shipped, mutation: Mutation) -> Step:
    """The score, the survivors as diffs, and the declarations that do not hold. Raises KataError."""
    equivalents = declared(folder)
    findings = [_stale(entry, problem) for entry, problem in _unfounded(equivalents, mutation)]
    by_lines = {(entry.was, entry.becomes) for entry in equivalents}
    survivors = [mutant for mutant in mutation.survivors() if mutation.mutated.lines(mutant) not in by_lines]
    counted = len(mutation.killers) + len(survivors)
    score = len(mutation.killers) / counted if counted else 1.0
    excused = len(mutation.survivors()) - len(survivors)
    summary = f"{score:.1%} of {counted} mutants of {reference.name} are killed; {excused} more are declared equivalent"
    remarks = [_survivor(mutation, mutant) for mutant in survivors]
    if score < GATE:
        problem = f"{score:.1%} of the mutants are killed, {GATE:.0%} are wanted: assert more, or declare in"
        findings.append(Finding(where=reference.name, problem=f"{problem} {EQUIVALENTS} what no test can tell"))
    return Step(name="mutation", summary=summary, findings=findings, remarks=remarks)


def _survivor(mutation: Mutation, mutant: Mutant) -> Finding:
    problem = "survives: no test reaches it" if mutant.id in mutation.unreached else "survives"
    return Finding(where=f"mutant {mutant.id}", problem=problem, evidence=mutation.mutated.diff(mutant))


def _unfounded(equivalents: list[Equivalent], mutation: Mutation) -> list[tuple[Equivalent, str]]:
    lines = {mutant.id: mutation.mutated.lines(mutant) for mutant in mutation.mutated.mutants}
    alive = Counter(lines[mutant.id] for mutant in mutation.survivors())
    found = []
    for entry in equivalents:
        key = (entry.was, entry.becomes)
        if key not in lines.values():
            found.append((entry, "is no mutant of the reference; take the entry out"))
        elif key not in alive:
            killer = next(mutation.killers[id_] for id_, pair in lines.items() if pair == key)
            found.append((entry, f"is not equivalent: {killer!r} notices it; take the entry out"))
    return found


def _stale(entry: Equivalent, problem: str) -> Finding:
    return Finding(where=EQUIVALENTS, problem=f"{entry.becomes!r} {problem}")

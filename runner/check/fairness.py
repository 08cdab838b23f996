"""Whether the hidden tests ask for more than the specification promises."""

import re

from runner.check.findings import Finding, Step
from runner.check.mutants import Mutant, run_author_program
from runner.check.mutation import Mutation
from runner.check.runs import Runs
from runner.check.shipped import Shipped
from runner.collection import KataFolder
from runner.kata import Kata
from runner.report import Report
from runner.solution import SUFFIXES, Solution
from runner.verdict import Verdict

WANTED_STYLES = 3
_OF_ERROR = re.compile(r"\b\w*Error\(\s*$")
_INSERTED = re.compile(r"\$\{[^}]*\}")
_WORD = re.compile(r"[A-Za-z_]\w*")


def fairness_step(kata: Kata, folder: KataFolder, solutions: list[Shipped], runs: Runs) -> Step:
    """Judge the accepted solutions with other names for whatever the specification does not name."""
    accepted = [one for one in solutions if one.is_accepted]
    findings = []
    if len(accepted) < WANTED_STYLES:
        problem = f"{len(accepted)} of {WANTED_STYLES} accepted solutions; write more, in other styles"
        findings.append(Finding(where="solutions/accepted", problem=problem))
    renamed = [(one, *_renamed(kata, one.solution)) for one in accepted]
    changed = [(one, solution, names) for one, solution, names in renamed if names]
    requests = [runs.request(folder, solution) for _, solution, _ in changed]
    reports = runs.each("renamed solutions", runs.judge, requests)
    for (one, _, names), report in zip(changed, reports, strict=True):
        if report.verdict is not Verdict.ACCEPTED:
            findings.append(_looked_at(one, names, report))
    summary = f"{len(accepted)} styles pass, whatever they call what the specification does not name"
    return Step(name="fairness", summary=summary, findings=findings)


def wording_step(kata: Kata, mutation: Mutation) -> Step:
    """Whether a test insists on the wording of an error that the specification does not give."""
    findings = []
    promised = " ".join(kata.specification.split())
    for mutant in mutation.mutated.mutants:
        wording = _wording(mutant, mutation.mutated.sources[mutant.file])
        unpromised = [part for part in wording if part not in promised]
        if unpromised and mutant.id in mutation.killers:
            problem = f"insists on the words {unpromised[0]!r}, which the specification does not give"
            evidence = mutation.mutated.diff(mutant)
            findings.append(Finding(where=mutation.killers[mutant.id], problem=problem, evidence=evidence))
    return Step(
        name="wording", summary="no test insists on words that the specification leaves open", findings=findings
    )


def _wording(mutant: Mutant, source: str) -> list[str]:
    """The fixed parts of the message that a mutant takes from an error; nothing when it does something else."""
    if mutant.kind != "StringLiteral" or not _OF_ERROR.search(source[: mutant.start]):
        return []
    parts = _INSERTED.split(source[mutant.start + 1 : mutant.end - 1])
    return [words for part in parts if len(words := " ".join(part.split())) > 2]


def _renamed(kata: Kata, solution: Solution) -> tuple[Solution, list[str]]:
    sources = {name: content.decode() for name, content in solution.files.items() if name.endswith(SUFFIXES)}
    promised = sorted(set(_WORD.findall(kata.specification)))
    made = run_author_program("rename.mjs", {"files": sources, "promised": promised})
    files = solution.files | {name: text.encode() for name, text in made["files"].items()}
    return Solution(files=files, entry=solution.entry, path=solution.path), made["names"]


def _looked_at(one: Shipped, names: list[str], report: Report) -> Finding:
    failed = "\n".join(f"{test.name} {test.message}".rstrip() for test in report.tests if test.status != "passed")
    problem = (
        f"fails when {', '.join(names)} are called otherwise: a test looks at what the specification does not name"
    )
    return Finding(where=one.name, problem=problem, evidence=failed)

"""Who may see what of a report: it is filtered here, once, before any format reads it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePath

from runner.judgement import verdict_of
from runner.report import Audience, Report, Result, TierResult
from runner.verdict import Verdict, worst


def view(report: Report, audience: Audience) -> Report:
    """What an audience may see of a report that was made for staff.

    `staff` sees everything. `practice`, somebody who has the kata and learns from it, does not see what was printed
    during hidden tests, and of their values what the kata reveals. `candidate` sees of hidden tests nothing but what
    the specification promises, whether that holds, and the author's hint. The public tests are for everybody.
    """
    shown = replace(report, audience=audience)
    if audience == "staff":
        return shown
    if audience == "practice":
        return shown if report.suite == "public" else replace(shown, tests=list(_practised(report)))
    path = PurePath(report.solution.path)
    named = replace(report.solution, path=path.name if path.is_absolute() else str(path))
    shown = replace(shown, solution=named, integrity=[])
    return shown if report.suite == "public" else _without_tests(shown)


def _practised(report: Report) -> Iterator[Result]:
    for test in report.tests:
        if report.kata.reveals:
            yield replace(test, console="")
        else:
            message = "" if test.status == "wrong_answer" else test.message
            yield replace(test, console="", message=message, expected=None, actual=None, evidence="")


def _without_tests(report: Report) -> Report:
    """With one result for each requirement: how many tests it has, and what they are called, is the tests' own."""
    of_requirement: dict[str, list[Result]] = {}
    for test in report.tests:
        of_requirement.setdefault(test.requirement, []).append(test)
    results = [_of_requirement(tests) for tests in of_requirement.values()]
    tiers = {
        name: _recounted(tier, [one for one in results if one.tier == name]) for name, tier in report.tiers.items()
    }
    return replace(report, tests=results, tiers=tiers, reason=verdict_of(results, "requirement")[1])


def _of_requirement(tests: list[Result]) -> Result:
    first = tests[0]
    failed = [test for test in tests if test.status != "passed"]
    verdict = worst([Verdict(test.status) for test in failed]) if failed else None
    decisive = next((test for test in failed if test.status == verdict), first)
    title = first.sentence or f"the requirement {first.requirement}"
    return Result(
        id=first.requirement,
        name=f"{first.requirement} {title}",
        title=title,
        tier=first.tier,
        requirement=first.requirement,
        sentence=first.sentence,
        status=decisive.status,
        points=sum(test.points for test in tests),
        max_points=sum(test.max_points for test in tests),
        duration_ms=round(sum(test.duration_ms for test in tests), 3),
        message=decisive.notice,
        notice=decisive.notice,
        hint=decisive.hint,
        place=decisive.place,
    )


def _recounted(tier: TierResult, results: list[Result]) -> TierResult:
    return replace(tier, passed=sum(one.status == "passed" for one in results), total=len(results))

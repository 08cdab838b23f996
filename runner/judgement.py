"""From what happened in a run to what it means: the status of each declared test, and the verdict."""

from runner.course import Course, TestCourse
from runner.kata import DeclaredTest, Kata
from runner.messages import TestEvent
from runner.report import Result, Status, TierResult
from runner.secrets import Secrets
from runner.verdict import Verdict, worst


def judge(kata: Kata, tests: list[DeclaredTest], course: Course, *, is_public: bool, secrets: Secrets) -> list[Result]:
    """The result of every declared test, in order; none quotes a line of the `secrets`."""
    return [_judge_one(kata, test, course, is_public, secrets) for test in tests]


def _judge_one(kata: Kata, test: DeclaredTest, course: Course, is_public: bool, secrets: Secrets) -> Result:
    happened = course.tests.get(test.name, TestCourse())
    status, message = _status(happened, course.trouble)
    event = happened.events[0] if happened.events else None
    shows = is_public or kata.toml.reveal
    show_values = shows and event is not None and status == "wrong_answer"
    if status == "wrong_answer" and not shows:
        message = ""
    return Result(
        id=test.id,
        name=test.name,
        title=test.title,
        tier=test.tier,
        requirement=test.requirement,
        sentence=kata.sentence(test.requirement),
        status=status,
        points=test.points if status == "passed" else 0,
        max_points=test.points,
        duration_ms=round(event.duration_ms, 3) if event else 0.0,
        message=secrets.withhold(message),
        expected=event.expected if event and show_values else None,
        actual=secrets.withhold(event.actual) if event and show_values and event.actual else None,
        evidence=_counterexample(event) if event and shows else "",
        console=secrets.withhold(happened.console) if is_public else "",
    )


def _status(happened: TestCourse, trouble: str) -> tuple[Status, str]:
    """A test passes only if it was reported once, as passed, and each of its acts gave an observation."""
    if happened.failures:
        verdict = worst([failure.verdict for failure in happened.failures])
        return _as_status(verdict), next(failure.message for failure in happened.failures if failure.verdict == verdict)
    if not happened.events:
        return "internal_error", trouble or "the judge did not report this test"
    if len(happened.events) > 1:
        return "internal_error", "the judge reported this test more than once"
    event = happened.events[0]
    if event.status == "pass":
        return ("passed", "") if happened.acts else ("internal_error", "this test asked for no observation")
    if event.status != "fail":
        return "internal_error", "the judge skipped this test"
    if event.kind == "error" and happened.acts == 0:
        return "internal_error", f"the test itself is broken: {event.message}"
    if event.kind == "error":
        return "wrong_answer", f"what was observed has not the expected shape ({event.message})"
    return "wrong_answer", event.message


def _as_status(verdict: Verdict) -> Status:
    return verdict.value  # type: ignore[return-value] # a failed act is never accepted in any part


def _counterexample(event: TestEvent) -> str:
    return f"for {event.counterexample}" if event.counterexample else ""


def verdict_of(results: list[Result]) -> tuple[Verdict, str]:
    """The verdict of a run and the sentence that says why."""
    core = [result for result in results if result.tier == "core"]
    failed = [result for result in results if result.status != "passed"]
    serious = [result for result in failed if result.status in ("internal_error", "policy_violation")]
    if results and not failed:
        return Verdict.ACCEPTED, f"all {len(results)} tests passed" if len(results) > 1 else "the test passed"
    if core and all(result.status == "passed" for result in core) and not serious:
        return Verdict.PARTIALLY_ACCEPTED, f"every core test passed; {_count(failed)} beyond the core did not"
    verdict = worst([Verdict(result.status) for result in failed])
    decisive = [result for result in failed if result.status == verdict.value]
    first = decisive[0] if decisive else None
    if first is None:
        return Verdict.INTERNAL_ERROR, "no test was run"
    if verdict is Verdict.WRONG_ANSWER:
        core_failed = [result for result in failed if result.tier == "core"]
        return verdict, f"{_count(core_failed or failed)}{' of the core' if core_failed else ''} did not pass"
    return verdict, f"{first.name.split(' ')[0]}: {first.message.splitlines()[0] if first.message else verdict.value}"


def _count(results: list[Result]) -> str:
    return "1 test" if len(results) == 1 else f"{len(results)} tests"


def tiers_of(kata: Kata, results: list[Result]) -> dict[str, TierResult]:
    """Each tier's share of the results; a tier without tests in this run is left out."""
    tiers = {}
    for name in kata.toml.tiers.named():
        mine = [result for result in results if result.tier == name]
        if mine:
            tiers[name] = TierResult(
                passed=sum(result.status == "passed" for result in mine),
                total=len(mine),
                points=sum(result.points for result in mine),
                max_points=sum(result.max_points for result in mine),
            )
    return tiers

"""From what happened in a run to what it means: the status of each declared test, and the verdict."""

from runner import failure
from runner.course import Course, TestCourse
from runner.failure import Failure
from runner.kata import DeclaredTest, Kata
from runner.messages import Place, TestEvent
from runner.report import Result, SourcePlace, Status, TierResult
from runner.secrets import Secrets
from runner.verdict import Verdict, worst


def judge(
    kata: Kata, tests: list[DeclaredTest], course: Course, *, files: dict[str, str], secrets: Secrets
) -> list[Result]:
    """The result of every declared test, in order; none quotes a line of the `secrets`. `files` are the solution's."""
    return [_judge_one(kata, test, course, files, secrets) for test in tests]


def _judge_one(kata: Kata, test: DeclaredTest, course: Course, files: dict[str, str], secrets: Secrets) -> Result:
    happened = course.tests.get(test.name, TestCourse())
    why = _why(happened, course.trouble)
    event = happened.events[0] if happened.events else TestEvent(name=test.name, status="", duration_ms=0.0)
    message = secrets.withhold(why.message) if why else ""
    is_wrong = why is not None and why.verdict is Verdict.WRONG_ANSWER
    return Result(
        id=test.id,
        name=test.name,
        title=test.title,
        tier=test.tier,
        requirement=test.requirement,
        sentence=kata.sentence(test.requirement),
        status=_as_status(why.verdict) if why else "passed",
        points=0 if why else test.points,
        max_points=test.points,
        duration_ms=round(event.duration_ms, 3),
        message=message,
        notice=secrets.withhold(_notice(why, course, message)) if why else "",
        hint=kata.toml.hints.get(test.requirement, "") if why else "",
        place=_place_in(files, why.place) if why and why.place else None,
        expected=event.expected if is_wrong else None,
        actual=secrets.withhold(event.actual) if is_wrong and event.actual else None,
        evidence=f"for {event.counterexample}" if event.counterexample else "",
        console=secrets.withhold(happened.console),
    )


def _why(happened: TestCourse, trouble: str) -> Failure | None:
    """Why a test did not pass. It does only if it was reported once, as passed, and each act gave an observation."""
    if happened.failures:
        verdict = worst([one.verdict for one in happened.failures])
        return next(one for one in happened.failures if one.verdict is verdict)
    if not happened.events:
        return failure.ours(Verdict.INTERNAL_ERROR, trouble or "the judge did not report this test")
    if len(happened.events) > 1:
        return failure.ours(Verdict.INTERNAL_ERROR, "the judge reported this test more than once")
    event = happened.events[0]
    if event.status == "pass" and happened.acts:
        return None
    if event.status == "pass":
        return failure.ours(Verdict.INTERNAL_ERROR, "this test asked for no observation")
    if event.status != "fail":
        return failure.ours(Verdict.INTERNAL_ERROR, "the judge skipped this test")
    if event.kind == "error" and happened.acts == 0:
        return _of_test(Verdict.INTERNAL_ERROR, f"the test itself is broken: {event.message}")
    if event.kind == "error":
        return _of_test(Verdict.WRONG_ANSWER, f"what was observed has not the expected shape ({event.message})")
    return _of_test(Verdict.WRONG_ANSWER, event.message)


def _notice(why: Failure, course: Course, message: str) -> str:
    """What a candidate may read: of what the box said, all, as long as the solution has not met a single test."""
    if why.verdict is Verdict.INTERNAL_ERROR:
        return "this is not the solution's fault: the test could not judge it"
    return message if why.notice and not course.has_loaded else why.notice


def _of_test(verdict: Verdict, message: str) -> Failure:
    """A failure in the words of a hidden test, of which a candidate is told nothing."""
    return Failure(verdict=verdict, message=message, notice="")


def _place_in(files: dict[str, str], place: Place) -> SourcePlace | None:
    """The place, if the solution has it: what the box says of it may be anything."""
    name = failure.file_of(place)
    if name not in files or place.line > files[name].count("\n") + 1:
        return None
    return SourcePlace(file=name, line=place.line, column=place.column)


def _as_status(verdict: Verdict) -> Status:
    return verdict.value  # type: ignore[return-value] # a failed act is never accepted in any part


def verdict_of(results: list[Result], what: str = "test") -> tuple[Verdict, str]:
    """The verdict of a run and the sentence that says why; `what` each of the results is of."""
    core = [result for result in results if result.tier == "core"]
    failed = [result for result in results if result.status != "passed"]
    serious = [result for result in failed if result.status in ("internal_error", "policy_violation")]
    if results and not failed:
        return Verdict.ACCEPTED, f"all {len(results)} {what}s passed" if len(results) > 1 else f"the {what} passed"
    if core and all(result.status == "passed" for result in core) and not serious:
        return Verdict.PARTIALLY_ACCEPTED, f"every core {what} passed; {_count(failed, what)} beyond the core did not"
    verdict = worst([Verdict(result.status) for result in failed])
    decisive = [result for result in failed if result.status == verdict.value]
    first = decisive[0] if decisive else None
    if first is None:
        return Verdict.INTERNAL_ERROR, "no test was run"
    if verdict is Verdict.WRONG_ANSWER:
        core_failed = [result for result in failed if result.tier == "core"]
        return verdict, f"{_count(core_failed or failed, what)}{' of the core' if core_failed else ''} did not pass"
    return verdict, f"{first.name.split(' ')[0]}: {first.message.splitlines()[0] if first.message else verdict.value}"


def _count(results: list[Result], what: str) -> str:
    return f"1 {what}" if len(results) == 1 else f"{len(results)} {what}s"


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

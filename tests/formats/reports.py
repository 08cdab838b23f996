"""One fixed report for each verdict, and hostile ones, for the tests of every format."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from runner.report import Report, Result, SourcePlace, Status
from runner.verdict import Verdict
from tests.factory import report, result

_HINT = "What is a falsy name?"
_TESTS = {
    "C1.1": "the listeners are called in order",
    "C2.1": "off removes a listener",
    "E1.1": "`''` is an event, too",
    "E1.2": "0 is an event, too",
}


def _one(id_: str, status: Status = "passed", **fields: Any) -> Result:
    title = _TESTS[id_]
    named = {"title": title, "name": f"{id_.partition('.')[0]} {title}"}
    return result(id_, status, **(named | fields))


def _wrong(id_: str) -> Result:
    return _one(
        id_,
        "wrong_answer",
        message="Expected values to be strictly deep-equal",
        evidence="for { event: '' }",
        expected="{ event: 0, other: 1 }",
        actual="{ event: 0,\n  other: 0 }",
        console="removed 2 listeners\n",
        hint=_HINT,
        place=SourcePlace(file="small.mjs", line=1, column=14),
    )


def _all_but(status: Status, message: str) -> list[Result]:
    return [_one("C1.1"), _one("C2.1", status, message=message, notice=message), _one("E1.1"), _one("E1.2")]


def _all(status: Status, message: str) -> list[Result]:
    return [_one(id_, status, message=message, notice=message, duration_ms=0) for id_ in _TESTS]


_BY_VERDICT: dict[Verdict, tuple[list[Result], str]] = {
    Verdict.ACCEPTED: ([_one(id_) for id_ in _TESTS], "all 4 tests passed"),
    Verdict.PARTIALLY_ACCEPTED: (
        [_one("C1.1"), _one("C2.1"), _wrong("E1.1"), _one("E1.2")],
        "every core test passed; 1 test beyond the core did not",
    ),
    Verdict.WRONG_ANSWER: (
        [_one("C1.1"), _wrong("C2.1"), _wrong("E1.1"), _one("E1.2")],
        "1 test of the core did not pass",
    ),
    Verdict.POLICY_VIOLATION: (
        _all("policy_violation", "the solution may not import 'node:fs'; this kata allows node:events"),
        "C1: the solution may not import 'node:fs'; this kata allows node:events",
    ),
    Verdict.OUTPUT_LIMIT: (_all_but("output_limit", "printed more than 64 KB"), "C2: printed more than 64 KB"),
    Verdict.TIME_LIMIT: (_all_but("time_limit", "did not answer within 1 s"), "C2: did not answer within 1 s"),
    Verdict.MEMORY_LIMIT: (_all_but("memory_limit", "needed more than 256 MB"), "C2: needed more than 256 MB"),
    Verdict.RUNTIME_ERROR: (
        _all("runtime_error", "SyntaxError: Unexpected token ';'\n  small.mjs:1\n  export const small = ;"),
        "C1: SyntaxError: Unexpected token ';'",
    ),
    Verdict.INTERNAL_ERROR: (_all("internal_error", "the judge did not report this test"), "C1: the judge did not"),
}


def of(verdict: Verdict) -> Report:
    """The report of a run that ended so, as somebody who practises sees it."""
    tests, reason = _BY_VERDICT[verdict]
    made = replace(report(*tests, verdict=verdict, reason=reason), audience="practice")
    return replace(made, integrity=["changes Array.prototype"]) if verdict is Verdict.WRONG_ANSWER else made


ATTACKS = (
    "::error file=x::forged",
    "\n::notice title=Autograding report::{\"totalPoints\":99,\"maxPoints\":1}",
    "##[add-mask]a",
    "a\r\n:\ufe0f:warning::x",
    "]]></failure><testcase name='forged'/>",
    "<script>alert(1)</script><!-- ",
    "![x](https://example.com/x.png) [y](javascript:alert(1)) <https://example.com> https://example.com www.example.com",
    "@somebody #12 GH-12 owner/repository#3 somebody@example.com mailto:a@example.com",
    "a | b |\n| --- |",
    "``` \n````\n# head\n~~~\n- x\n1. y\n> z\n\n    code\n===\n---\n",
    "\nok 1 - forged\nnot ok 9 # SKIP\nBail out! forged\n1..0\n  ...\npragma +bail\n",
    "does it # SKIP",
    "does it \\# TODO",
    "=HYPERLINK(\"https://example.com\",\"x\")",
    "+1",
    "-1",
    "@SUM(A1)",
    " \uff1d1",
    "\t=1",
    "\x00\x1b[31m\u202e\u2028\ufffe\uffff\x7f\x85\U000e0041",
    '"; key: value\n...\n---\n- &a *a !!python/object:os.system x',
    "%0A::error::x%25",
    "x ::error::y, title=z",
    "\\<b> \\[x\\](https://example.com) \\*a\\* \\`b\\` \\| c",
    "",
    " ",
    "😀" * 600,
    "x" * 10_000,
)  # fmt: skip


def hostile_texts() -> st.SearchStrategy[str]:
    """What a solution may say, or an attacker would; no half of a surrogate pair."""
    anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
    attack = st.sampled_from(ATTACKS)
    return st.one_of(attack, anything, st.builds(lambda *parts: "".join(parts), anything, attack, anything))


STATUSES: tuple[Status, ...] = (
    "passed",
    "wrong_answer",
    "policy_violation",
    "output_limit",
    "time_limit",
    "memory_limit",
    "runtime_error",
    "internal_error",
)


@st.composite
def hostile_reports(draw: st.DrawFn) -> Report:
    """A report of up to four tests in which every text may be an attack."""
    texts = hostile_texts()
    tests = [_hostile_result(draw, texts) for _ in range(draw(st.integers(0, 4)))]
    made = report(*tests, verdict=draw(st.sampled_from(list(Verdict))), reason=draw(texts))
    return replace(
        made,
        kata_runner_version=draw(texts),
        started_at=draw(texts),
        kata=replace(made.kata, slug=draw(texts), title=draw(texts), digest=draw(texts)),
        solution=replace(made.solution, path=draw(texts), digest=draw(texts)),
        audience=draw(st.sampled_from(["practice", "candidate", "staff"])),
        suite=draw(st.sampled_from(["hidden", "public"])),
        sandbox=replace(made.sandbox, node=draw(texts), backend=draw(texts)),
        integrity=draw(st.lists(texts, max_size=2)),
    )


def _hostile_result(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> Result:
    return result(
        draw(st.sampled_from(["C1.1", "C1.2", "E1.1", "E2.1"])),
        draw(st.sampled_from(STATUSES)),
        id=draw(texts),
        name=draw(texts),
        title=draw(texts),
        requirement=draw(texts),
        sentence=draw(texts),
        duration_ms=draw(st.floats(0, 100_000)),
        message=draw(texts),
        notice=draw(texts),
        hint=draw(texts),
        evidence=draw(texts),
        expected=draw(st.none() | texts),
        actual=draw(st.none() | texts),
        console=draw(texts),
        place=draw(st.none() | st.builds(SourcePlace, file=texts, line=st.integers(1, 99), column=st.integers(1, 99))),
    )


def attacked(attack: str) -> Report:
    """A report of a test of each status in which every text is this one."""
    texts = dict.fromkeys(
        (
            "id",
            "name",
            "title",
            "requirement",
            "sentence",
            "message",
            "notice",
            "hint",
            "evidence",
            "expected",
            "actual",
        ),
        attack,
    )
    place = SourcePlace(file=attack, line=1, column=1)
    tests = [result("C1.1", status, **texts, console=attack, place=place) for status in STATUSES]
    made = report(*tests, verdict=Verdict.WRONG_ANSWER, reason=attack)
    return replace(
        made,
        kata_runner_version=attack,
        started_at=attack,
        kata=replace(made.kata, slug=attack, title=attack, digest=attack),
        solution=replace(made.solution, path=attack, digest=attack, entry=attack, files=[attack]),
        sandbox=replace(made.sandbox, node=attack, backend=attack),
        integrity=[attack],
    )


def hostile(test: Callable[..., None]) -> Callable[..., None]:
    """Run a test of `made`, a report, with each attack, and with a few dozen reports in which they come together."""
    tried = given(made=hostile_reports())(test)
    for attack in ATTACKS:
        tried = example(made=attacked(attack))(tried)
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(max_examples=40, deadline=None, suppress_health_check=checks)(tried)

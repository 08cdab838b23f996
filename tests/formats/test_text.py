"""The report for a person."""

import dataclasses
import re

from hypothesis import given
from hypothesis import strategies as st

from runner.formats import Look
from runner.formats.printable import printable
from runner.formats.text import render as text
from runner.report import SandboxInfo
from runner.verdict import Verdict
from tests.factory import report, result

FAILED = result("E1.1", "wrong_answer", expected="{ a: 1 }", actual="{ a: 2 }", evidence="for [1]")
PARTIAL = report(result(), FAILED, verdict=Verdict.PARTIALLY_ACCEPTED, reason="1 test beyond the core did not pass")


def test_a_failure_tells_promise_expected_and_seen() -> None:
    """What failed is told with the requirement's sentence, the input, and both values."""
    shown = text(PARTIAL, Look())
    for words in (
        "E1 promises: It does what",
        "for [1]",
        "expected:  { a: 1 }",
        "seen:      { a: 2 }",
        "core 1/1",
        "edge 0/1",
    ):
        assert words in shown


def test_the_verdict_comes_last() -> None:
    """The last lines are the verdict, the score, the time and the reason."""
    assert text(PARTIAL, Look()).splitlines()[-2:] == [
        "partially_accepted  1/2 points in 0.25 s",
        "1 test beyond the core did not pass",
    ]


def test_quiet_is_the_verdict_alone() -> None:
    """-q shows nothing but the verdict and why."""
    assert text(PARTIAL, Look(detail=-1)).splitlines()[0] == "partially_accepted  1/2 points in 0.25 s"


def test_verbose_shows_times_and_what_is_enforced() -> None:
    """-v adds durations, the seed and what the sandbox keeps or cannot."""
    shown = text(PARTIAL, Look(detail=1))
    for words in ("1.5 ms", "seed 1", "network: a namespace", "memory: not enforced on this host"):
        assert words in shown


def test_what_all_tests_say_is_said_once() -> None:
    """A solution that does not load is told about once, at the end."""
    broken = [result(id_, "runtime_error", message="it does not load") for id_ in ("C1.1", "C2.1", "E1.1")]
    shown = text(report(*broken, verdict=Verdict.RUNTIME_ERROR, reason="C1: it does not load"), Look())
    assert shown.count("it does not load") == 1


def test_a_limit_comes_with_advice() -> None:
    """Each limit says what to do about it."""
    late = report(result("C1.1", "time_limit", message="late"), verdict=Verdict.TIME_LIMIT, reason="C1: late")
    assert "--time-limit" in text(late, Look())


def test_the_console_is_shown_under_its_test() -> None:
    """What the solution printed stands under the failed test, line by line."""
    shown = text(report(result("C1.1", "wrong_answer", console="one\ntwo\n"), verdict=Verdict.WRONG_ANSWER), Look())
    assert "      | one\n      | two\n" in shown


def test_colour_is_only_where_it_is_wanted() -> None:
    """Without colour there is no escape sequence; with it, the words are the same."""
    plain, colored = text(PARTIAL, Look()), text(PARTIAL, Look(color=True))
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == plain


@given(st.text())
def test_nothing_from_the_box_reaches_the_terminal_as_control(hostile: str) -> None:
    """Whatever a solution throws, prints or returns, what is shown holds no control character but the newline."""
    test = result(
        "C1.1",
        "wrong_answer",
        message=hostile,
        expected=hostile,
        actual=hostile,
        console=hostile,
        title=hostile,
        evidence=hostile,
    )
    judged = dataclasses.replace(report(test, verdict=Verdict.WRONG_ANSWER, reason=hostile), integrity=[hostile])
    shown = text(judged, Look(detail=1))
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\ud800-\udfff]", shown)


def test_nothing_of_a_kata_or_a_host_reaches_the_terminal_as_control() -> None:
    """Nor does a kata's title, the version that a box says it has, or what a host enforces."""
    hostile = report(result())
    hostile = dataclasses.replace(
        hostile,
        kata=dataclasses.replace(hostile.kata, title="\x1b[31mtitle"),
        sandbox=SandboxInfo(backend="\x9bx", node="\x1b[2J", enforced={"\rnetwork": "\x07"}),
    )
    shown = text(hostile, Look(detail=1))
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", shown)
    assert "\\x1b[31mtitle: " in shown


def test_controls_are_shown_as_escapes() -> None:
    """A reader sees what was there."""
    assert printable("a\x1b[31mb\u202ec\r\n\td") == "a\\x1b[31mb\\u202ec\\x0d\n\td"


def test_long_values_are_cut() -> None:
    """A value of thousands of lines does not bury the rest."""
    long = result("C1.1", "wrong_answer", expected="1", actual="x\n" * 5000)
    assert len(text(report(long, verdict=Verdict.WRONG_ANSWER), Look()).splitlines()) < 60

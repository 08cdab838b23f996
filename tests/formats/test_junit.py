"""JUnit XML: what Jenkins' schema takes, and GitLab reads."""

from dataclasses import replace

import pytest
from lxml import etree

from runner.formats import Look
from runner.formats.junit import render as junit
from runner.report import Report
from runner.verdict import Verdict
from tests.conftest import ROOT
from tests.factory import report, result
from tests.formats.reports import hostile, of

SCHEMA = etree.XMLSchema(etree.parse(str(ROOT / "tests" / "formats" / "junit.xsd")))


def parsed(made: Report, look: Look | None = None) -> etree._Element:
    """The document, which the schema allows if the dialect is the strict one."""
    root = etree.fromstring(junit(made, look or Look()).encode())
    if look is None:
        SCHEMA.assertValid(root)
    return root


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_report_of_each_verdict_is_valid(verdict: Verdict) -> None:
    """There is a case for each test, and who only counts sees whether it passed."""
    root = parsed(of(verdict))
    assert len(root.findall(".//testcase")) == 4
    assert (len(root.findall(".//failure") + root.findall(".//error")) == 0) == (verdict is Verdict.ACCEPTED)


@hostile
def test_hostile_texts_are_text(made: Report) -> None:
    """Nothing that a solution says breaks the schema, adds a case or takes a name that is taken."""
    root = parsed(made)
    cases = root.findall(".//testcase")
    unjudged = made.verdict is Verdict.INTERNAL_ERROR and "internal_error" not in {one.status for one in made.tests}
    assert len(cases) == len(made.tests) + unjudged
    assert len({case.get("name") for case in cases}) == len(cases)


@hostile
def test_the_extended_dialect_is_well_formed(made: Report) -> None:
    """Whatever is in it."""
    parsed(made, Look(dialect="extended"))


def test_a_wrong_answer_is_a_failure_and_a_limit_an_error() -> None:
    """Its type says which."""
    statuses = {
        "wrong_answer": ("failure", "AssertionError"),
        "policy_violation": ("error", "PolicyViolation"),
        "output_limit": ("error", "OutputLimitExceeded"),
        "time_limit": ("error", "TimeLimitExceeded"),
        "memory_limit": ("error", "MemoryLimitExceeded"),
        "runtime_error": ("error", "RuntimeError"),
        "internal_error": ("error", "InternalError"),
    }
    made = report(*(result(f"C{n}.1", status) for n, status in enumerate(statuses, 1)))  # type: ignore[arg-type]
    reasons = [case[0] for case in parsed(made).findall(".//testcase")]
    assert [(reason.tag, reason.get("type")) for reason in reasons] == list(statuses.values())


def test_cases_belong_to_their_tier() -> None:
    """The class name is the kata's and the tier's; the counts are the suites'."""
    root = parsed(of(Verdict.WRONG_ANSWER))
    assert [case.get("classname") for case in root.findall(".//testcase")] == ["small.core"] * 2 + ["small.edge"] * 2
    counts = [(suite.get("tests"), suite.get("failures"), suite.get("errors")) for suite in (root, *root)]
    assert counts == [("4", "2", "0"), ("2", "1", "0"), ("2", "1", "0")]


def test_equal_names_are_told_apart() -> None:
    """HackerRank weighs tests by their names."""
    made = report(result("C1.1", id="C1", title="does it"), result("C1.2", id="C1", title="does it"))
    assert [case.get("name") for case in parsed(made).findall(".//testcase")] == ["C1 does it", "C1 does it (2)"]


def test_a_run_without_tests_is_an_error() -> None:
    """A document with no case would be taken for a pass."""
    root = parsed(report(verdict=Verdict.INTERNAL_ERROR, reason="no test was run"))
    assert (root.get("tests"), root.get("errors")) == ("1", "1")
    assert "no test was run" in str(root.find(".//error").get("message"))  # type: ignore[union-attr]


def test_points_are_no_property_of_a_run_that_judged_nothing() -> None:
    """Where there is no score, there is none to read."""
    names = {one.get("name") for one in parsed(of(Verdict.INTERNAL_ERROR)).findall(".//property")}
    assert "verdict" in names
    assert "points" not in names


def test_the_extended_dialect_names_the_place() -> None:
    """File and line are the candidate's, and properties belong to the case."""
    case = parsed(of(Verdict.PARTIALLY_ACCEPTED), Look(dialect="extended")).findall(".//testcase")[2]
    assert (case.get("file"), case.get("line")) == ("small.mjs", "1")
    assert {one.get("name"): one.get("value") for one in case.findall("properties/property")} == {
        "requirement": "E1",
        "points": "0",
        "max_points": "1",
    }


def test_what_was_piped_in_has_no_file() -> None:
    """There is nothing to link to."""
    made = of(Verdict.WRONG_ANSWER)
    piped = replace(made, solution=replace(made.solution, path="standard input"))
    assert parsed(piped, Look(dialect="extended")).find(".//testcase[@file]") is None

"""Annotations of GitHub Actions, and that nobody else's text is one."""

from collections import Counter
from dataclasses import replace

import pytest

from runner.formats import Look, render
from runner.formats.github import render as github
from runner.formats.workflow import inert
from runner.report import Report, SourcePlace
from runner.verdict import Verdict
from tests.factory import report, result
from tests.formats.actions import commands
from tests.formats.reports import ATTACKS, hostile, of

FAILED = [result(f"C{n}.1", "wrong_answer", message=f"no {n}") for n in range(1, 14)]


@pytest.mark.parametrize("verdict", list(Verdict))
def test_each_verdict_is_told_in_a_notice_or_an_error(verdict: Verdict) -> None:
    """With its points, unless nothing was judged."""
    last = commands(github(of(verdict), Look()))[-1]
    judged = verdict is not Verdict.INTERNAL_ERROR
    assert (last.name, last.properties) == ("notice" if judged else "error", {"title": f"small: {verdict}"})
    assert ("/4 points" in last.data) == judged


def test_nothing_judged_is_no_fault_of_a_file() -> None:
    """There is one error, and it names no file."""
    assert [one.properties.get("file") for one in commands(github(of(Verdict.INTERNAL_ERROR), Look()))] == [None]


@hostile
def test_no_text_issues_a_command(made: Report) -> None:
    """The runner carries out one annotation a failed test, ten at most of a level, and the notice."""
    done = commands(github(made, Look(detail=1)))
    found = Counter(one.name for one in done)
    failed = Counter("error" if test.tier == "core" else "warning" for test in made.tests if test.status != "passed")
    judged = made.verdict is not Verdict.INTERNAL_ERROR
    assert found == (failed + Counter(["notice"]) if judged else Counter(["error"]))
    assert all(one.properties.keys() <= {"file", "line", "col", "title"} for one in done)
    if judged:
        assert done[-1].data.startswith(f"{made.score}/{made.max_score} points. ")


@pytest.mark.parametrize("name", ["text", "json", "junit", "gradescope", "exercism", "tap", "markdown", "csv"])
@hostile
def test_no_other_format_issues_a_command(name: str, made: Report) -> None:
    """A step may print any of them."""
    assert commands(render(name, made, Look(detail=1))) == []


def test_a_level_ends_with_how_many_are_missing() -> None:
    """The runner would drop the eleventh without a word."""
    errors = [
        one for one in commands(github(report(*FAILED, verdict=Verdict.WRONG_ANSWER), Look())) if one.name == "error"
    ]
    assert [one.data.splitlines()[0] for one in errors] == [f"no {n}" for n in range(1, 11)]
    assert errors[-1].data.endswith("(3 more failed; they are in the summary.)")


def test_what_failed_beyond_the_core_is_a_warning() -> None:
    """The core is what decides."""
    names = [one.name for one in commands(github(of(Verdict.WRONG_ANSWER), Look()))]
    assert names == ["error", "warning", "notice"]


@pytest.mark.parametrize(
    ("path", "files", "place", "properties"),
    [
        ("work/small.mjs", ["small.mjs"], None, {"file": "work/small.mjs"}),
        ("work", ["lib/a.mjs", "small.mjs"], None, {"file": "work/small.mjs"}),
        (
            "work",
            ["lib/a.mjs", "small.mjs"],
            SourcePlace(file="lib/a.mjs", line=3, column=7),
            {"file": "work/lib/a.mjs", "line": "3", "col": "7"},
        ),
        ("a,b:c%.mjs", ["a,b:c%.mjs"], None, {"file": "a,b:c%.mjs"}),
        ("standard input", ["small.mjs"], None, {}),
    ],
)
def test_annotations_are_on_the_candidates_files(
    path: str, files: list[str], place: SourcePlace | None, properties: dict[str, str]
) -> None:
    """Where it went wrong, or the entry; what was piped in is nowhere."""
    made = report(result("C1.1", "wrong_answer", place=place), verdict=Verdict.WRONG_ANSWER)
    entry = "small.mjs" if "small.mjs" in files else files[0]
    solution = replace(made.solution, path=path, entry=entry, files=files)
    [error, _] = commands(github(replace(made, solution=solution), Look()))
    assert error.properties == properties | {"title": "C1.1 does it"}


@pytest.mark.parametrize("attack", ATTACKS)
def test_ignored_text_cannot_end_being_ignored(attack: str) -> None:
    """The word that ends it is not in it, also if the text holds the word of a text before."""
    word = inert(attack).splitlines()[-1].strip(":")
    assert commands(inert(f"{attack}\n::{word}::\n::error::forged\n")) == []


def test_the_report_for_people_is_in_the_log() -> None:
    """What the terminal would show is there, ignored as a command."""
    assert render("text", of(Verdict.WRONG_ANSWER), Look()) in github(of(Verdict.WRONG_ANSWER), Look())

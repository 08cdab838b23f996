"""A head and a line, as spreadsheets and programs read them."""

import csv
import io
from dataclasses import replace

import pytest

from runner.formats import Look
from runner.formats.csv import render
from runner.report import Report
from runner.verdict import Verdict
from tests.factory import report, result
from tests.formats.reports import ATTACKS, hostile, of


def parsed(made: Report) -> dict[str, str]:
    """The cells by their heads."""
    head, line = csv.reader(io.StringIO(render(made, Look())), strict=True)
    return dict(zip(head, line, strict=True))


@pytest.mark.parametrize("verdict", [verdict for verdict in Verdict if verdict is not Verdict.INTERNAL_ERROR])
def test_each_verdict_has_its_points(verdict: Verdict) -> None:
    """Of the whole and of each tier."""
    cells, made = parsed(of(verdict)), of(verdict)
    assert (cells["verdict"], cells["score"], cells["max_score"]) == (verdict, str(made.score), "4")
    assert (cells["core_passed"], cells["core_total"]) == (str(made.tiers["core"].passed), "2")


def test_a_run_that_judged_nothing_has_empty_cells() -> None:
    """A mean over the column does not count it."""
    cells = parsed(of(Verdict.INTERNAL_ERROR))
    assert (cells["verdict"], cells["score"], cells["core_passed"], cells["edge_points"]) == (
        "internal_error",
        "",
        "",
        "",
    )


@hostile
def test_hostile_texts_are_text(made: Report) -> None:
    """Two lines, as many cells in each, and none that a spreadsheet would calculate."""
    text = render(made, Look())
    assert text.count("\n") == 2
    for cell in parsed(made).values():
        assert not cell.lstrip().startswith(("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\t", "\r"))


@pytest.mark.parametrize("attack", [one for one in ATTACKS if one.strip().startswith(("=", "+", "-", "@"))])
def test_a_formula_is_shown_as_it_was(attack: str) -> None:
    """Behind an apostrophe."""
    made = of(Verdict.ACCEPTED)
    made = replace(made, solution=replace(made.solution, path=attack.strip()))
    assert parsed(made)["solution"] == f"'{attack.strip()}"


def test_every_kata_has_the_same_columns() -> None:
    """So that lines can be put below each other; a tier that there is not has empty cells."""
    core_only = report(result("C1.1"))
    assert parsed(core_only).keys() == parsed(of(Verdict.ACCEPTED)).keys()
    assert parsed(core_only)["edge_total"] == ""

"""The report for programs, and its schema."""

import json
from dataclasses import replace

from runner.formats import Look, render
from runner.report import from_json, schema
from tests.conftest import ROOT
from tests.factory import report, result

SCHEMA = ROOT / "runner" / "formats" / "report.schema.json"


def test_the_schema_that_is_checked_in_is_the_models() -> None:
    """report.schema.json says what the model says; `python -m runner.report` prints it."""
    assert json.loads(SCHEMA.read_text()) == schema()


def test_a_report_survives_the_journey() -> None:
    """What is written can be read back as the same report."""
    original = report(result(), result("E1.1", "wrong_answer", expected="\u2028", actual=None))
    told = replace(original, solution=replace(original.solution, sources={}))  # the sources are somewhere else
    assert from_json(render("json", original, Look())) == told


def test_the_schema_version_is_one() -> None:
    """A reader can tell which schema holds."""
    assert json.loads(render("json", report(result()), Look()))["schema_version"] == 1

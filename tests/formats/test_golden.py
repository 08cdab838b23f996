"""Each format says of each verdict what is written down, so that a change shows."""

import pytest

from runner.formats import Look, render
from runner.verdict import Verdict
from tests.formats import golden
from tests.formats.reports import of


@pytest.mark.parametrize("verdict", list(Verdict))
@pytest.mark.parametrize("name", list(golden.FORMATS))
def test_what_is_written_down_is_what_comes_out(name: str, verdict: Verdict) -> None:
    """If the change is meant, `python -m tests.formats.golden` writes it down."""
    assert render(name, of(verdict), Look()) == golden.path(name, verdict).read_text(encoding="utf-8")


def test_nothing_else_is_written_down() -> None:
    """No file is left of a format or a verdict that there is no more."""
    expected = {golden.path(name, verdict) for name in golden.FORMATS for verdict in Verdict}
    assert {path for path in golden.FOLDER.rglob("*") if path.is_file()} == expected

"""The page in a real browser: it looks after itself, runs nothing, and can be used by everybody."""

import dataclasses
from collections.abc import Callable

import pytest

from runner.audience import view
from runner.report import Report, SourcePlace
from runner.verdict import Verdict
from tests.browser import Visit
from tests.factory import report, result
from tests.formats.test_html import MIXED, filled, page
from tests.pages import HOSTILE

Open = Callable[..., Visit]


def judged(verdict: Verdict) -> Report:
    """A report with that verdict and with everything that a page may show."""
    status = {"accepted": "passed", "partially_accepted": "wrong_answer"}.get(verdict.value, verdict.value)
    place = SourcePlace(file="small.mjs", line=1, column=8)
    fields = {"message": "thrown", "hint": "Use `on`.", "console": "said\n", "evidence": "for [1]", "place": place}
    failed = result("E1.1", status, expected="[\n  1,\n  2\n]", actual="[\n  1,\n  3\n]", **fields)  # type: ignore[arg-type] # a status
    made = report(result(console="said"), result("C1.2"), failed, result("E1.2", max_points=2), verdict=verdict)
    return dataclasses.replace(made, integrity=["changed Array.prototype.push"])


@pytest.mark.parametrize("verdict", Verdict)
def test_a_page_needs_nothing_but_itself(visit: Open, verdict: Verdict) -> None:
    """It asks for no other address, and the browser has nothing to complain about."""
    seen = visit(page(judged(verdict)))
    assert seen.asked == [seen.page.url]
    assert seen.told == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("verdict", Verdict)
def test_a_page_can_be_used_by_everybody(visit: Open, verdict: Verdict, dark: bool) -> None:
    """No violation is found by axe: in contrast, names, order, landmarks or reach of the keyboard."""
    seen = visit(page(judged(verdict)), dark=dark, bypass_csp=True)
    seen.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert seen.violations() == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_candidates_page_can_be_used_by_everybody(visit: Open, dark: bool) -> None:
    """It has one result for each requirement, and other headings."""
    seen = visit(page(view(judged(Verdict.WRONG_ANSWER), "candidate")), dark=dark, bypass_csp=True)
    assert seen.violations() == []


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_report_is_only_shown(visit: Open, hostile: str) -> None:
    """No script runs, nothing is fetched, no dialog opens, and the page stays where it is."""
    seen = visit(page(filled(hostile)))
    before = seen.page.url
    for link in seen.page.locator("a").all()[:40]:
        link.dispatch_event("click")
    seen.page.mouse.move(300, 300)
    assert seen.page.url.partition("#")[0] == before
    assert (seen.dialogs, seen.told) == ([], [])
    assert set(seen.asked) == {before}


def test_a_hostile_text_can_be_read(visit: Open) -> None:
    """It stands there, letter by letter."""
    heading = visit(page(filled(HOSTILE[0]))).page.locator(".about strong")
    assert heading.inner_text() == HOSTILE[0]


def test_a_script_would_not_run(visit: Open) -> None:
    """Even if one came through, the page's policy stops it."""
    seen = visit(page(MIXED).replace("</main>", "<script>alert(1)</script><b onclick=alert(2) id=b>b</b></main>"))
    seen.page.locator("#b").click()
    assert seen.dialogs == []
    assert any("Content Security Policy" in line for line in seen.told)


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_a_page_fits_the_screen(visit: Open, width: int) -> None:
    """Nobody has to scroll to the side, except within a source."""
    long = "word" * 200
    for made in (judged(Verdict.WRONG_ANSWER), filled(long)):
        seen = visit(page(made), width=width)
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width


def test_paper_shows_what_is_folded(visit: Open) -> None:
    """Nobody can unfold paper."""
    seen = visit(page(judged(Verdict.ACCEPTED)))
    folded = seen.page.locator("details.folded .test").first
    assert not folded.is_visible()
    seen.page.emulate_media(media="print")
    assert folded.is_visible()
    assert folded.bounding_box()


def test_a_link_unfolds_what_it_leads_to(visit: Open) -> None:
    """From the overview to a test that passed."""
    seen = visit(page(judged(Verdict.ACCEPTED)))
    seen.page.locator(".chip").first.click()
    assert seen.page.locator("#test-1").is_visible()

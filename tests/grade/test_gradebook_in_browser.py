"""The gradebook in a real browser: it sorts, filters and prints, runs nothing else, and can be used by everybody."""

import dataclasses
from collections.abc import Callable

import pytest

from runner.grade.gradebook import render
from runner.grade.grades import Batch
from runner.verdict import Verdict
from tests.browser import Visit
from tests.grade.batches import KATA, batch, grade, pair, ungraded
from tests.grade.test_gradebook import filled
from tests.pages import HOSTILE

Open = Callable[..., Visit]

CLASS = batch(
    grade("student2", "E1", wall_s=0.5),
    grade("student10", wall_s=3, notes=["changed Array.prototype.push"]),
    grade("student1", "C1", "E2", wall_s=0.1),
    grade("student3", "C1", same_as="student1", verdict=Verdict.TIME_LIMIT),
    ungraded("student4"),
    pairs=[pair("student1", "student3")],
    left_out="One submission was too long to compare.",
)
LARGE = dataclasses.replace(KATA, slug="large", title="Large")
SEVERAL = batch(*CLASS.grades, grade("student1", kata="large"), katas=[KATA, LARGE], pairs=CLASS.pairs)
MANY = batch(*(grade(f"s{n}", *["C1"] * (n % 2)) for n in range(5000)))


def names(seen: Visit) -> list[str]:
    """The submissions that the table shows, from the top."""
    return seen.page.locator("#grades tbody th").all_inner_texts()


def order(seen: Visit, by: str) -> str | None:
    """How the table is said to be sorted by a column."""
    return seen.page.locator("#grades").get_by_role("columnheader", name=by).get_attribute("aria-sort")


@pytest.mark.parametrize("made", [CLASS, SEVERAL, batch(), batch(ungraded())])
def test_a_gradebook_needs_nothing_but_itself(visit: Open, made: Batch) -> None:
    """It asks for no other address, and the browser has nothing to complain about."""
    seen = visit(render(made))
    assert seen.asked == [seen.page.url]
    assert seen.told == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("made", [SEVERAL, batch(ungraded())])
def test_a_gradebook_can_be_used_by_everybody(visit: Open, made: Batch, width: int, dark: bool) -> None:
    """No violation is found by axe: in contrast, names, order, landmarks or reach of the keyboard."""
    seen = visit(render(made), dark=dark, width=width, bypass_csp=True)
    seen.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    seen.page.locator("footer").scroll_into_view_if_needed()
    assert seen.violations() == []


def test_a_head_sorts_by_its_column(visit: Open) -> None:
    """Up, then down, with numbers in names as numbers; and says so."""
    seen = visit(render(CLASS))
    seen.page.get_by_role("button", name="Submission").click()
    assert names(seen) == ["student1", "student2", "student3", "student4", "student10"]
    assert order(seen, "Submission") == "ascending"
    seen.page.get_by_role("button", name="Submission").click()
    assert names(seen)[0] == "student10"
    assert order(seen, "Submission") == "descending"
    seen.page.get_by_role("button", name="Time").click()
    assert names(seen)[0] == "student1"
    assert (order(seen, "Submission"), order(seen, "Time")) == (None, "ascending")


def test_the_keyboard_sorts(visit: Open) -> None:
    """The heads are buttons, and keep the focus."""
    seen = visit(render(CLASS))
    button = seen.page.get_by_role("button", name="Score")
    button.focus()
    seen.page.keyboard.press("Enter")
    seen.page.keyboard.press("Space")
    assert order(seen, "Score") == "descending"
    assert button.evaluate("(one) => one === document.activeElement")


def test_sorting_keeps_the_order_of_what_is_equal(visit: Open) -> None:
    """By name within each verdict, and so in the other direction."""
    seen = visit(render(MANY))
    seen.page.get_by_role("button", name="Verdict").click()
    assert names(seen)[:3] == ["s0", "s2", "s4"]
    seen.page.get_by_role("button", name="Verdict").click()
    assert names(seen)[:3] == ["s1", "s3", "s5"]


def test_a_text_filters(visit: Open) -> None:
    """By all its words, in any case, and the count of what is left is told."""
    seen = visit(render(CLASS))
    status = seen.page.get_by_role("status")
    assert status.inner_text() == "5 results"
    seen.page.get_by_label("Find").fill("STUDENT1 c1")
    assert names(seen) == ["student1", "student3"]
    assert status.inner_text() == "2 of 5 results"
    seen.page.get_by_label("Find").fill("nobody")
    assert (names(seen), status.inner_text()) == ([], "0 of 5 results")
    seen.page.get_by_label("Find").fill("")
    assert len(names(seen)) == 5


def test_a_verdict_and_a_kata_filter(visit: Open) -> None:
    """Together, too; and what is sorted stays so."""
    seen = visit(render(SEVERAL))
    seen.page.get_by_role("button", name="Submission").click()
    seen.page.get_by_label("Verdict").select_option("accepted")
    assert names(seen) == ["student1", "student10"]
    seen.page.get_by_label("Kata").select_option("Small")
    assert names(seen) == ["student10"]
    assert seen.page.get_by_role("status").inner_text() == "1 of 6 results, by Submission, ascending"


def test_of_thousands_the_first_are_shown(visit: Open) -> None:
    """More on request, where the focus goes; all are sorted, found and counted."""
    seen = visit(render(MANY))
    assert len(names(seen)) == 200
    assert seen.page.get_by_role("status").inner_text() == "5,000 results, the first 200 shown"
    seen.page.get_by_role("button", name="Show 200 more").click()
    assert len(names(seen)) == 400
    assert seen.page.evaluate("document.activeElement.cells[0].textContent") == "s200"
    seen.page.get_by_role("button", name="Submission").click()
    seen.page.get_by_role("button", name="Submission").click()
    assert names(seen)[:2] == ["s4999", "s4998"]
    seen.page.get_by_label("Find").fill("s321")
    assert len(names(seen)) == 11
    assert not seen.page.get_by_role("button", name="Show").first.is_visible()


def test_all_of_thousands_can_be_shown(visit: Open) -> None:
    """For whoever wants to search or copy the page."""
    seen = visit(render(MANY))
    seen.page.get_by_role("button", name="Show all 5,000").click()
    assert seen.page.locator("#grades tbody tr").count() == 5000


def test_paper_has_all_rows(visit: Open) -> None:
    """And the screen has as many as before, afterwards."""
    seen = visit(render(MANY))
    count = seen.page.locator("#grades tbody tr").count
    seen.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert count() == 5000
    seen.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert count() == 200


def test_without_a_script_the_table_is_there(visit: Open) -> None:
    """With every row, and without what would do nothing."""
    seen = visit(render(MANY), javascript=False)
    assert seen.page.locator("#grades tbody tr").count() == 5000
    assert seen.page.get_by_role("button").count() == 0
    assert not seen.page.get_by_label("Find").is_visible()


def test_a_pair_unfolds_where_its_link_leads(visit: Open) -> None:
    """And a passage leads to the same on the other side."""
    seen = visit(render(CLASS))
    assert not seen.page.locator("#pair-1").is_visible()
    seen.page.get_by_role("link", name="Pair 1").click()
    assert seen.page.locator("#pair-1").is_visible()
    seen.page.get_by_role("link", name="lines 3–4 of b.mjs on the right").click()
    assert seen.page.url.endswith("#pair-1-right-1")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_batch_is_only_shown(visit: Open, hostile: str) -> None:
    """No script of it runs, nothing is fetched, no dialog opens, also when it is sorted and filtered."""
    seen = visit(render(filled(hostile)))
    for button in seen.page.locator("#grades button").all():
        button.click()
    seen.page.get_by_label("Find").fill(hostile.replace("\ud800", ""))
    seen.page.get_by_label("Find").fill("")
    for row in seen.page.locator("#grades tbody tr").all():
        row.hover()
    assert (seen.dialogs, seen.told) == ([], [])
    assert seen.asked == [seen.page.url]


def test_a_hostile_name_can_be_read(visit: Open) -> None:
    """It stands there, letter by letter."""
    seen = visit(render(batch(grade(HOSTILE[0][:80]))))
    assert names(seen) == [HOSTILE[0][:80]]


def test_a_script_of_others_would_not_run(visit: Open) -> None:
    """Even if one came through, the page's policy stops it."""
    html = render(CLASS).replace("</main>", "<script>alert(1)</script><b onclick=alert(2) id=b>b</b></main>")
    seen = visit(html)
    seen.page.locator("#b").click()
    assert seen.dialogs == []
    assert any("Content Security Policy" in line for line in seen.told)


@pytest.mark.parametrize("made", [CLASS, SEVERAL, filled("word" * 200), filled("x")])
def test_a_gradebook_fits_the_screen(visit: Open, made: Batch) -> None:
    """Nobody has to scroll to the side, on a phone or on a desk."""
    seen = visit(render(made))
    seen.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    for width in (320, 390, 768, 1000, 1280):
        seen.page.set_viewport_size({"width": width, "height": 900})
        seen.page.locator("footer").scroll_into_view_if_needed()
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width

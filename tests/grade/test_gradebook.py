"""The gradebook: what stands in it, and that nothing of a batch becomes markup."""

import base64
import dataclasses
import hashlib
import re
from urllib.parse import unquote, urljoin, urlsplit

import html5lib
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runner.grade.gradebook import render
from runner.grade.grades import Batch, Passage, Span
from runner.report import TierResult
from runner.verdict import Verdict
from tests.grade.batches import KATA, batch, grade, pair, ungraded
from tests.pages import HOSTILE, elements, text_of

CLASS = batch(
    grade("ada"),
    grade("bob", "E1", "E2", wall_s=3.5, notes=["changed Array.prototype.push"]),
    grade("cyd", "C2", "E1"),
    grade("dan", "C2", same_as="cyd"),
    ungraded("eve", "the archive cannot be read"),
)


def section(html: str, id_: str) -> str:
    """What a reader reads in the section with this heading; empty if there is none."""
    tree = html5lib.parse(re.sub("(?=</t[dh]>)", " ", html), namespaceHTMLElements=False)
    found = tree.find(f".//section[@aria-labelledby='{id_}']")
    return "" if found is None else " ".join("".join(found.itertext()).split())


def rows(html: str) -> list[str]:
    """What a reader reads in each row of all results."""
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    found = tree.iterfind(".//table[@id='grades']/tbody/tr")
    return [" ".join(" ".join("".join(cell.itertext()) for cell in row).split()) for row in found]


def filled(text: str) -> Batch:
    """A batch that has this text wherever it may have one."""
    kata = dataclasses.replace(
        KATA,
        slug=text,
        title=text,
        requirements=[dataclasses.replace(KATA.requirements[0], id=text, tier=text, sentence=text)],
    )
    span = Span(file=text, first=1, last=2)
    fields = dict.fromkeys(("kata", "path", "digest", "reason", "same_as", "report", "page"), text)
    tiers = {text: TierResult(passed=1, total=2, points=1, max_points=2)}
    return batch(
        grade(text, missed=[text], notes=[text] * 2, tiers=tiers, verdict=Verdict.WRONG_ANSWER, **fields),
        ungraded(text, **fields),
        katas=[kata, KATA],
        pairs=[
            pair(
                text,
                text,
                kata=text,
                passages=[Passage(left=span, right=span)],
                left_files={text: f"{text}\n{text}", f"{text}2": text},
                right_files={text: f"{text}\n{text}"},
            )
        ],
        left_out=text,
        sandbox=text,
        kata_runner_version=text,
        started_at=text,
    )


def test_how_many_got_where_comes_first() -> None:
    """In words, with their shares; every verdict that is not accepted counts as that."""
    told = text_of(render(batch(*CLASS.grades, grade("fay", "C1", verdict=Verdict.TIME_LIMIT))))
    assert "Small 6 submissions Accepted1 17 % Partially accepted1 17 % Not accepted3 50 % Not graded1 17 %" in told


def test_the_scores_are_a_plot_and_a_table() -> None:
    """A bar for each number of points that somebody has, as high as the count, and the same in numbers."""
    html = render(CLASS)
    bars = [
        (one["x"], one["height"]) for tag, one in elements(html) if tag.endswith("rect") and one.get("width") == "8"
    ]
    assert bars == [("21", "100.0"), ("31", "50.0"), ("41", "50.0")]
    told = section(html, "scores")
    assert "Of 4 graded, half have 2.5 or more of 4 points; the mean is 2.8. All points: 1 (25 %)." in told
    assert "Points Submissions 2 2 3 1 4 1" in told


def test_many_points_share_bars() -> None:
    """There are never more than sixty, and together they hold every score."""
    grades = [grade(str(n), score=n, max_score=1000) for n in range(1001)]
    html = render(batch(*grades, katas=[dataclasses.replace(KATA, max_score=1000)]))
    titles = re.findall(r"<title>(\d+)(?:–\d+)? points: (\d+)</title>", html)
    assert len(titles) <= 60
    assert sum(int(count) for _, count in titles) == 1001


def test_what_most_miss_is_told_with_its_sentence() -> None:
    """The core before the rest, each with how many of the graded miss it, and what nobody misses by name."""
    told = section(render(CLASS), "teach")
    assert re.search(
        r"C2 core It answers again\. 2 50 % E1 edge It answers zero\. 2 50 % E2 edge It answers nothing\. 1 25 %", told
    )
    assert told.endswith("Missed by nobody: C1")


def test_the_slowest_are_told() -> None:
    """The longest first, and what was judged for several once."""
    told = section(render(CLASS), "slowest")
    assert "bob Partially accepted 3.50 s" in told
    assert "dan" not in told


def test_the_flagged_are_told_with_what_they_did() -> None:
    """It is for a person to judge."""
    assert "bob changed Array.prototype.push" in section(render(CLASS), "flagged")
    assert not section(render(batch(grade())), "flagged")


def test_what_was_not_graded_is_told_with_the_reason() -> None:
    """It is no fault of theirs."""
    assert "eve the archive cannot be read" in section(render(CLASS), "ungraded")
    assert not section(render(batch(grade())), "ungraded")


def test_long_lists_say_how_many_they_leave_out() -> None:
    """The table of all results has them all."""
    html = render(batch(*(ungraded(str(n)) for n in range(250))))
    assert "and 50 more" in section(html, "ungraded")
    assert len(rows(html)) == 250


def test_the_table_has_every_result() -> None:
    """With the verdict in words, the points, each tier, what was missed, the time and what it is the same as."""
    found = rows(render(CLASS))
    assert found[2:] == [
        "cyd Wrong answer 2/4 1/2 1/2 C2 E1 0.25 s JSON",
        "dan Wrong answer 3/4 1/2 2/2 C2 0.25 s cyd JSON",
        "eve Not graded – – – 0.25 s",
    ]


def test_a_result_leads_to_its_page_and_its_json() -> None:
    """Where there are any."""
    html = render(CLASS)
    assert '<a href="reports/ada.html">ada</a>' in html
    assert '<a href="reports/ada.json" aria-label="JSON report of ada">JSON</a>' in html
    assert not re.search(r"<a [^>]*eve", html)


def test_columns_that_say_nothing_are_left_out() -> None:
    """A kata where there is but one, copies, flags and reports where there are none."""
    heads = re.findall(r'<th scope="col" role="columnheader"[^>]*>([^<]*)', render(batch(grade(report=""))))
    assert heads == ["Submission", "Verdict", "Score", "Core", "Edge", "Missed", "Time"]


def test_several_katas_are_told_apart() -> None:
    """In the table, in the filter, in the plots and in what to teach."""
    other = dataclasses.replace(KATA, slug="large", title="Large")
    html = render(batch(grade("ada", "C1"), grade("ada", "E1", kata="large"), katas=[KATA, other]))
    assert "2 katas 1 submission, 2 results" in text_of(html)
    assert [row.split()[:2] for row in rows(html)] == [["ada", "Small"], ["ada", "Large"]]
    assert '<option value="1">Large</option>' in html
    for id_ in ("scores", "teach"):
        assert re.search("Small .*Large", section(html, id_))


def test_a_row_knows_its_places() -> None:
    """In each column's order; what is equal has the same, so that sorting keeps the order there was."""
    html = render(batch(grade("s10"), grade("s2", "C1"), ungraded("s1"), grade("S3")))
    places = [[int(n) for n in row.split()] for row in re.findall(r'data-ranks="([^"]*)"', html)]
    by_id, by_verdict, by_score = list(zip(*places, strict=True))[:3]
    assert by_id == (3, 1, 0, 2)
    assert by_verdict == (0, 1, 2, 0)
    assert by_score == (2, 1, 0, 2)


def test_pairs_are_a_table_and_stand_side_by_side() -> None:
    """With both shares, the lines by their numbers, and what is common marked and named on both sides."""
    html = render(batch(grade("ada"), grade("bob"), pairs=[pair()]))
    assert "ada 50 % bob 40 % Pair 1" in section(html, "alike")
    marked = re.findall(r"<mark>(.*?)</mark>", html, re.S)
    assert [re.findall(r'data-n="(\d+)"', one) for one in marked] == [["2", "3"], ["3", "4"]]
    assert 'id="pair-1-left-1">▼ Passage 1, <a href="#pair-1-right-1">lines 3–4 of b.mjs on the right' in html
    assert "Nothing in common: c.mjs" in section(html, "alike")


def test_without_pairs_nothing_is_said() -> None:
    """But why there are none, where there is a reason."""
    assert not section(render(CLASS), "alike")
    assert "too many to compare" in section(render(batch(grade(), left_out="too many to compare")), "alike")


def test_of_long_files_what_is_far_from_anything_common_is_left_out() -> None:
    """It is said how much that is."""
    text = "".join(f"line({n});\n" for n in range(1, 2001))
    passages = [Passage(left=Span(file="a", first=1000, last=1001), right=Span(file="b", first=1, last=2))]
    one = pair(passages=passages, left_files={"a": text}, right_files={"b": "x\ny\n"})
    html = render(batch(grade("ada"), pairs=[one]))
    assert "… 989 lines …" in html
    assert "989 more lines are not shown." in html
    assert "line(1000);" in html
    assert "line(900);" not in html


def test_passages_may_overlap_and_be_out_of_bounds() -> None:
    """Each line is shown once, in the first passage that has it."""
    spans = [(1, 3), (2, 9), (-5, 0), (40, 50)]
    right = Span(file="b", first=1, last=1)
    passages = [Passage(left=Span(file="a", first=first, last=last), right=right) for first, last in spans]
    passages.append(Passage(left=Span(file="nowhere", first=1, last=1), right=Span(file="nowhere", first=1, last=1)))
    html = render(batch(grade("ada"), pairs=[pair(passages=passages, left_files={"a": "1\n2\n3\n4\n5"})]))
    left = html[html.index('aria-label="Pair 1, left"') : html.index('aria-label="Pair 1, right"')]
    assert re.findall(r'data-n="(\d+)"', left) == ["1", "2", "3", "4", "5"]
    assert left.count("<mark>") == 2


def test_megabytes_of_pairs_become_a_page_that_can_be_read() -> None:
    """The first ones are shown side by side, and all of them are in the table."""
    files = {"a": "some(code);\n" * 10_000}
    passages = [Passage(left=Span(file="a", first=1, last=10_000), right=Span(file="a", first=1, last=10_000))]
    one = pair(passages=passages, left_files=files, right_files=files)
    html = render(batch(grade("ada"), pairs=[one] * 100))
    assert len(html) < 5_000_000
    assert "no room here" in html
    assert "Pair 1" in html


def test_only_what_is_the_pages_own_may_apply() -> None:
    """The policy allows nothing but the style and the script that have these hashes."""
    html = render(CLASS)
    policy = next(attributes["content"] for _, attributes in elements(html) if "http-equiv" in attributes)
    for tag in ("style", "script"):
        texts = re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.S)
        assert len(texts) == 1
        digest = base64.b64encode(hashlib.sha256(texts[0].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'; " in policy
    assert re.fullmatch(
        r"default-src 'none'; style-src '[^']*'; script-src '[^']*'; base-uri 'none'; form-action 'none'", policy
    )


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_text_becomes_markup(hostile: str) -> None:
    """A page has the same elements as with harmless texts, one script, no handler, and no link to elsewhere."""
    tags = [tag for tag, _ in elements(render(filled("x")))]
    for tag, attributes in elements(render(filled(hostile))):
        assert tag in tags
        assert tag not in ("iframe", "object", "img", "form", "base", "link")
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
        assert urljoin("file:///batch/", attributes.get("href", "#")).startswith("file:///batch/")
    assert render(filled(hostile)).count("<script") == 1


def test_markup_is_shown_as_text() -> None:
    """Wherever a batch may have it."""
    assert text_of(render(filled("<b>{{ 7 * 7 }}</b>"))).count("<b>{{ 7 * 7 }}</b>") > 20


@pytest.mark.parametrize(
    "path",
    [
        "reports/a b/#1?.html",
        "javascript:alert(1)",
        "//example.org/x",
        "/x",
        "a\nb\\c%2f\"'<>",
        "é/\udcff.html",
        "\ud800",
        "data:text/html,x",
    ],
)
def test_a_link_leads_to_the_file_of_that_name(path: str) -> None:
    """Whatever its name is: no scheme, no host, no query, and every character its own."""
    html = render(batch(grade("ada", page=path)))
    href = re.findall(r'<a href="([^"#]*)">ada</a>', html)[-1]
    address = urlsplit(urljoin("file:///batch/", href))
    assert (address.scheme, address.netloc, address.query, address.fragment) == ("file", "", "", "")
    if path not in ("\ud800", "//example.org/x", "/x"):
        assert unquote(address.path, errors="surrogateescape") == f"/batch/{path}"


@pytest.mark.parametrize(
    "made",
    [
        *(filled(text) for text in ("x", "", *HOSTILE)),
        CLASS,
        batch(),
        batch(katas=[]),
        batch(katas=[], left_out="nothing"),
        batch(ungraded()),
        batch(grade(), katas=[]),
        batch(grade(score=0, max_score=0, tiers={}), katas=[dataclasses.replace(KATA, max_score=0)]),
        batch(grade(score=9), katas=[dataclasses.replace(KATA, requirements=[])]),
        batch(grade(), pairs=[pair(passages=[]), pair(left_files={}, right_files={})]),
    ],
)
def test_the_page_is_valid_html(made: Batch) -> None:
    """A strict parser finds nothing wrong with it, and no id is there twice."""
    html = render(made)
    html5lib.HTMLParser(strict=True).parse(html)
    ids = [attributes["id"] for _, attributes in elements(html) if "id" in attributes]
    assert len(ids) == len(set(ids))
    links = [attributes["href"] for _, attributes in elements(html) if attributes.get("href", "").startswith("#")]
    assert {link.removeprefix("#") for link in links} - {"results"} <= set(ids)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text())
def test_whatever_a_batch_says_the_page_is_valid(text: str) -> None:
    """And no character in it moves a cursor or turns a line around."""
    html = render(filled(text))
    html5lib.HTMLParser(strict=True).parse(html)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\ud800-\udfff]", html)


def test_long_texts_are_cut() -> None:
    """A page of them can still be read, and more of each is in its title."""
    html = render(filled("a line of text\n" * 100_000))
    assert len(html) < 500_000
    assert re.search(r'title="a line of text\\na line[^"]{400,600}…"', html)


def test_names_that_differ_look_different() -> None:
    """A line feed or a tab in one is shown."""
    assert "a\\nb" in rows(render(batch(grade("a\nb"))))[0]


def test_no_submissions_are_said_to_be_none() -> None:
    """The page has nothing else then."""
    html = render(batch())
    assert "There were no submissions." in text_of(html)
    assert "<table" not in html
    assert "<script" not in html


def test_all_points_of_none_are_no_division() -> None:
    """A batch of which nothing was graded says so."""
    assert "Nothing was graded" in section(render(batch(ungraded())), "scores")


def test_shares_are_never_wrong() -> None:
    """All but one of a thousand is not 100 %, and one is not 0 %."""
    told = text_of(render(batch(grade("0", "C1"), *(grade(str(n)) for n in range(1, 1000)))))
    assert "Accepted999 >99 %" in told
    assert "Not accepted1 <1 %" in told

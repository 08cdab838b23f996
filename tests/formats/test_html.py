"""The page: what stands in it, and that nothing of a report becomes markup."""

import base64
import dataclasses
import hashlib
import re
from collections.abc import Callable

import html5lib
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runner.audience import view
from runner.formats import Look
from runner.formats.html import render
from runner.report import Report, SourcePlace
from runner.verdict import Verdict
from tests.conftest import SOLUTIONS, Outcome
from tests.factory import report, result
from tests.pages import HOSTILE, elements, text_of

WRONG = result("C1.2", "wrong_answer", expected="[ 1, 2 ]", actual="[ 1, 3 ]", evidence="for [7]", hint="Think of two.")
MIXED = report(result(), WRONG, result("E1.1"), verdict=Verdict.WRONG_ANSWER, reason="1 test of the core did not pass")


def page(made: Report) -> str:
    """What is tested."""
    return render(made, Look())


def with_files(made: Report, **files: str) -> Report:
    """The report of a solution of these files: `index_mjs="..."` is index.mjs."""
    named = {name.replace("_", "."): text for name, text in files.items()}
    solution = dataclasses.replace(made.solution, files=[*named], sources=named, entry=next(iter(named)))
    return dataclasses.replace(made, solution=solution)


def filled(text: str) -> Report:
    """A report that has this text wherever it may have one."""
    fields = ("id", "name", "title", "requirement", "sentence", "message", "hint", "evidence", "console")
    place = SourcePlace(file=text, line=1, column=1)
    tests = [
        result("C1.1", "wrong_answer", place=place, expected=text, actual=f"{text}\n1", **dict.fromkeys(fields, text)),
        result("C1.2", console=text, title=text),
    ]
    made = report(*tests, verdict=Verdict.WRONG_ANSWER, reason=text)
    return dataclasses.replace(
        made,
        kata_runner_version=text,
        started_at=text,
        kata=dataclasses.replace(made.kata, slug=text, title=text, digest=text),
        solution=dataclasses.replace(
            made.solution, path=text, digest=text, entry=text, files=[text], sources={text: text}
        ),
        only=text,
        tiers={"core": made.tiers["core"], text: made.tiers["core"]},
        sandbox=dataclasses.replace(made.sandbox, backend=text, node=text, enforced={text: text}),
        integrity=[text],
    )


def test_the_verdict_comes_first() -> None:
    """In words, with the score and the reason."""
    assert re.search(r"Wrong answer 2 of 3 points 1 test of the core did not pass", text_of(page(MIXED)))


def test_each_tier_has_a_bar() -> None:
    """As long as the share of its tests that passed, with the numbers beside it."""
    bars = [attributes["width"] for tag, attributes in elements(page(MIXED)) if attributes.get("class") == "done"]
    assert bars == ["500", "1000"]
    assert "1 of 2 tests 1 of 2 points" in text_of(page(MIXED))


def test_what_differs_is_marked_within_its_line() -> None:
    """On each side, in an element that says which side it is, beside the side's name."""
    html = page(MIXED)
    assert "[ 1, <del>2</del> ]" in html
    assert "[ 1, <ins>3</ins> ]" in html
    assert "expected[ 1, 2 ] seen[ 1, 3 ]" in text_of(html)


def test_a_failure_is_told_in_full() -> None:
    """The promise, the input that shows it, and the author's hint."""
    told = text_of(page(MIXED))
    for words in ("It does what it promises.", "for [7]", "Hint Think of two."):
        assert words in told


def test_what_passed_is_folded() -> None:
    """And what did not is open to the eye."""
    html = page(MIXED)
    folded = html[html.index('id="held"') :]
    assert '<details class="requirement folded"' in folded
    assert "E1" in folded
    assert "Think of two." not in folded


def test_a_candidates_page_says_each_promise_once() -> None:
    """It is the name of the only result that the requirement has."""
    promise = "It prints what it promises."
    made = report(*(dataclasses.replace(test, sentence=promise) for test in MIXED.tests[:2]))
    assert text_of(page(view(made, "candidate"))).count(promise) == 1


def test_what_every_test_says_is_said_once() -> None:
    """A solution that does not load is told about on top, not with each test."""
    broken = [result(id_, "runtime_error", message="it does not load") for id_ in ("C1.1", "C2.1", "E1.1")]
    html = page(report(*broken, verdict=Verdict.RUNTIME_ERROR, reason="C1: it does not load"))
    assert html.count("it does not load") == 1


def test_a_test_leads_to_the_line_and_back() -> None:
    """The line that a stack names is marked in words, and each links to the other."""
    place = SourcePlace(file="index.mjs", line=2, column=5)
    failed = result("C1.1", "wrong_answer", message="thrown", place=place)
    html = page(with_files(report(failed), index_mjs="one();\ntwo();\n"))
    assert '<a href="#file-1-2">index.mjs, line 2</a>' in html
    assert re.search(r'<span class="line marked" id="file-1-2">two\(\);', html)
    assert "It went wrong here, at column 5, in C1.1" in text_of(html)
    assert re.search(r'<a href="#test-1">C1.1</a>', html)


def test_other_files_are_folded() -> None:
    """The one that was loaded is shown."""
    html = page(with_files(MIXED, index_mjs="1;\n", other_mjs="2;\n"))
    opened = [
        "open" in attributes
        for tag, attributes in elements(html)
        if tag == "details" and attributes["class"] == "source"
    ]
    assert opened == [True, False]


def test_the_source_is_shown_as_it_is() -> None:
    """Colours change no character of it, whatever the file's language or state."""
    sources = [path.read_text() for path in sorted(SOLUTIONS.rglob("*.*s"))]
    for source in [*sources, "const a = `${`", "/* never closed", "'" * 99, "\n\n  x\n"]:
        tree = html5lib.parse(page(with_files(MIXED, index_ts=source)), namespaceHTMLElements=False)
        lines = ["".join(line.itertext()) for line in tree.iterfind(".//pre/code/span")]
        assert "".join(lines) == f"{source.removesuffix(chr(10))}\n"


def test_integrity_notes_are_shown_where_there_are_any() -> None:
    """They are for a person to judge."""
    noted = dataclasses.replace(MIXED, integrity=["changed Array.prototype.push"])
    assert "changed Array.prototype.push" in text_of(page(noted))
    assert "For you to judge" not in text_of(page(MIXED))


def test_the_page_says_how_to_judge_it_again() -> None:
    """With the same inputs, suite, sandbox and limits."""
    again = "kata run small 'my small.mjs' --seed 1 --suite hidden --sandbox bubblewrap --time-limit 10 --memory 256"
    solution = dataclasses.replace(MIXED.solution, path="my small.mjs")
    assert again in text_of(page(dataclasses.replace(MIXED, solution=solution)))


def test_what_the_host_could_not_keep_is_said() -> None:
    """What it kept, too, and through what."""
    told = text_of(page(MIXED))
    assert re.search("network ?a namespace", told)
    assert re.search("memory ?not enforced on this host", told)


def test_only_the_style_of_the_page_may_apply() -> None:
    """The policy allows nothing but the style that has this hash."""
    html = page(MIXED)
    style = re.search(r"<style>(.*?)</style>", html, re.S)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    policy = next(attributes["content"] for _, attributes in elements(html) if "http-equiv" in attributes)
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_text_becomes_markup(hostile: str) -> None:
    """A page has the same elements and attributes as with harmless texts, and no script, style or handler."""
    allowed = {tag for tag, _ in elements(page(filled("x")))}
    for tag, attributes in elements(page(filled(hostile))):
        assert tag in allowed
        assert tag not in ("script", "iframe", "object", "img", "form", "base")
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
        assert attributes.get("href", "#").startswith("#")


def test_markup_is_shown_as_text() -> None:
    """Wherever a report may have it."""
    assert text_of(page(filled("<b>{{ 7 * 7 }}</b>"))).count("<b>{{ 7 * 7 }}</b>") > 20


REPORTS = [
    *(filled(text) for text in ("x", *HOSTILE)),
    *(view(MIXED, audience) for audience in ("practice", "candidate", "staff")),
    report(),
]


@pytest.mark.parametrize("made", REPORTS)
def test_the_page_is_valid_html(made: Report) -> None:
    """A strict parser finds nothing wrong with it, and no id is there twice."""
    html = page(made)
    html5lib.HTMLParser(strict=True).parse(html)
    ids = [attributes["id"] for _, attributes in elements(html) if "id" in attributes]
    assert len(ids) == len(set(ids))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text())
def test_whatever_a_report_says_the_page_is_valid(text: str) -> None:
    """And no character in it moves a cursor or turns a line around."""
    html = page(filled(text))
    html5lib.HTMLParser(strict=True).parse(html)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\ud800-\udfff]", html)


def test_a_report_of_megabytes_becomes_a_page_that_can_be_read() -> None:
    """Long texts are cut, and it is said how much is missing."""
    html = page(filled("a line of text\n" * 100_000))
    assert len(html) < 1_000_000
    assert "cut here" in html
    assert "more lines are not shown" in html


def test_a_source_on_one_line_is_cut() -> None:
    """As bundlers write it."""
    html = page(with_files(MIXED, index_mjs="x" * 1_000_000))
    assert len(html) < 100_000
    assert "999,000 more characters" in html


def test_a_difference_is_found_in_a_long_line() -> None:
    """What is equal around it is left out."""
    long = result(
        "C1.1", "wrong_answer", expected="a " * 9999 + "1" + " b" * 9999, actual="a " * 9999 + "2" + " b" * 9999
    )
    html = page(report(long))
    assert "<del>1</del>" in html
    assert "<ins>2</ins>" in html
    assert "equal characters" in html


def test_a_long_difference_shows_both_sides() -> None:
    """Many lines that were expected do not keep what was seen out of sight."""
    long = result("C1.1", "wrong_answer", expected="a\n" * 5000, actual="b\n" * 10)
    told = text_of(page(report(long)))
    assert "4,960 more lines expected" in told
    assert "seenb" in told.replace(" ", "")


def test_a_run_with_another_report_does_not_wait_for_the_page(kata: Callable[..., Outcome]) -> None:
    """What makes it is only loaded for it."""
    path = SOLUTIONS / "accepted" / "reference.mjs"
    loaded = kata("run", "event-emitter", path, "--only", "C1", env={"PYTHONPROFILEIMPORTTIME": "1"})
    assert "runner.formats.printable" in loaded.err
    assert not re.search(r"jinja2|pygments", loaded.err)


def test_a_file_name_is_enough_to_get_a_page(kata: Callable[..., Outcome], tmp_path: object) -> None:
    """`--report out.html` writes it."""
    outcome = kata(
        "run",
        "event-emitter",
        SOLUTIONS / "accepted" / "reference.mjs",
        "--only",
        "C1",
        "--report",
        f"{tmp_path}/out.html",
    )
    assert outcome.code == 0

"""Markdown, as a strict reader of it takes it."""

import re
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from runner.formats import Look
from runner.formats.markdown import render as markdown
from runner.report import Report
from runner.verdict import Verdict
from tests.factory import report, result
from tests.formats.reports import hostile, of

READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
# What GitHub looks for in prose that has been rendered: links without markup, people, issues.
LIVE = re.compile(r"https?://|ftp://|\bwww\.|(?:mailto|xmpp):|@\w|#\d|\bGH-\d", re.I)


def tokens(made: Report) -> list[Token]:
    """All of them, those within lines as well."""
    found = READER.parse(markdown(made, Look()))
    return [*found, *(child for token in found for child in token.children or [])]


def count(found: list[Token], kind: str) -> int:
    """How many there are of a kind."""
    return sum(token.type == kind for token in found)


@pytest.mark.parametrize("verdict", list(Verdict))
def test_each_verdict_is_told_with_its_points(verdict: Verdict) -> None:
    """Unless nothing was judged; then there is no table of points, either."""
    shown = markdown(of(verdict), Look())
    judged = verdict is not Verdict.INTERNAL_ERROR
    assert shown.splitlines()[0].endswith(f"Small: {verdict}")
    assert ("/4 points" in shown) == judged
    assert count(tokens(of(verdict)), "table_open") == judged


@hostile
def test_hostile_texts_are_text(made: Report) -> None:
    """No text makes a head, a list, a table, a link, an image or HTML, or calls for anybody."""
    found = tokens(made)
    failed = sum(test.status != "passed" for test in made.tests)
    for kind in ("html_inline", "html_block", "link_open", "image", "em_open", "s_open", "code_block"):
        assert count(found, kind) == 0, kind
    assert count(found, "blockquote_open") == count(found, "ordered_list_open") == 0
    assert count(found, "heading_open") == 1 + failed + bool(made.integrity)
    assert count(found, "bullet_list_open") == 1 + bool(made.integrity)
    assert count(found, "table_open") == (made.verdict is not Verdict.INTERNAL_ERROR)
    assert count(found, "tr_open") == (made.verdict is not Verdict.INTERNAL_ERROR) * (1 + len(made.tiers))
    prose = "".join(token.content for token in found if token.type in ("text", "text_special"))
    assert not LIVE.search(prose)


@pytest.mark.parametrize("text", ["```", "````\n```", "~~~", "    deep", "\n\n- list", "a\n```\n# head"])
def test_a_fence_holds_what_is_in_it(text: str) -> None:
    """It is longer than any within, and shows each line as it was."""
    made = report(result("C1.1", "wrong_answer", message=text), verdict=Verdict.WRONG_ANSWER)
    [fence] = [token for token in tokens(made) if token.type == "fence"]
    assert fence.content == text.strip("\n") + "\n"


@pytest.mark.parametrize("text", ["`", "``a`", "a `b` c", "`a", "a\\", "*", "|"])
def test_a_code_span_holds_what_is_in_it(text: str) -> None:
    """Backticks, too."""
    made = of(Verdict.ACCEPTED)
    made = replace(made, solution=replace(made.solution, path=text))
    assert text in [token.content for token in tokens(made) if token.type == "code_inline"]


def test_a_failure_tells_promise_expected_seen_and_hint() -> None:
    """With the place in the solution."""
    shown = markdown(of(Verdict.PARTIALLY_ACCEPTED), Look())
    for words in (
        "**E1** promises: It does",
        "`small.mjs:1`",
        "{ event: 0, other: 1 }",
        "**Hint:** What is",
        "Printed:",
    ):
        assert words in shown


@pytest.mark.parametrize("name", ["a | b", "a \\| b", "\\\\|", "| --- |\n| x |"])
def test_a_cell_is_one(name: str) -> None:
    """Whatever a tier is called."""
    made = of(Verdict.ACCEPTED)
    found = tokens(replace(made, tiers={name: made.tiers["core"]}))
    cell = next(n for n, token in enumerate(found) if token.type == "td_open") + 1
    assert count(found, "tr_open") == 2
    assert "".join(child.content for child in found[cell].children or []) == " ".join(name.split())


def test_the_environment_is_told() -> None:
    """Whoever reads it can repeat the run."""
    last = markdown(of(Verdict.ACCEPTED), Look()).partition("\n---\n")[2]
    for words in ("`small` version 1", "seed 1", "Node `v24` in `bubblewrap`", "`sha256:0`"):
        assert words in last


def test_notes_for_a_person_are_apart() -> None:
    """They are no part of the verdict."""
    assert "- The solution changes Array.prototype" in markdown(of(Verdict.WRONG_ANSWER), Look())
    assert "For a person to judge" not in markdown(of(Verdict.ACCEPTED), Look())


def test_a_summary_is_small_enough() -> None:
    """Of thousands of long failures there is how many are not shown; GitHub would drop a summary of a mebibyte."""
    long = {"message": "😀" * 9000, "console": "x" * 9000, "expected": "<" * 9000, "actual": "`" * 9000}
    huge = [result(f"C{n}.1", "wrong_answer", **long) for n in range(1000)]
    shown = markdown(report(*huge, verdict=Verdict.WRONG_ANSWER), Look())
    assert len(shown.encode()) < 512 * 1024
    assert re.search(r"… and \d+ more that did not pass\.", shown)

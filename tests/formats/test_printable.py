"""Text that is safe to show."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.formats.printable import cut, printable, printable_json, printable_line
from tests.formats.actions import commands


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("::error::x", "\\x3a:error::x"),
        ("a\n  ::error::x", "a\n  \\x3a:error::x"),
        ("a ::error::x", "a ::error::x"),
        ("a ##[error]x", "a #\\x23[error]x"),
        ("a ###[error]x", "a ##\\x23[error]x"),
        ("# ## [a]", "# ## [a]"),
        ("soft\xadhyphen", "soft\\xadhyphen"),
        ("tag\U000e0041", "tag\\u{e0041}"),
        ("none\uffff", "none\\uffff"),
        ("❤️ 😀 ä", "❤️ 😀 ä"),
    ],
)
def test_what_would_act_is_shown_as_its_escape(text: str, shown: str) -> None:
    """And everything else as it is."""
    assert printable(text) == shown


@pytest.mark.parametrize(
    "command", ["::add-mask::a", ":\ufe0f:error::x", "\ufe0f ::error::x", "x ##[error]x", "#\xad#[error]x"]
)
def test_the_runner_of_github_takes_no_command(command: str) -> None:
    """Not even behind signs that its comparison overlooks."""
    assert commands(f"a\n{command}\n")
    assert commands(printable(f"a\n{command}\n")) == []


def test_a_line_is_one() -> None:
    """Newlines and tabs are seen."""
    assert printable_line("a\n\tb\r") == "a\\n\\tb\\x0d"


@given(st.text())
def test_json_stays_what_it_was(text: str) -> None:
    """A program reads the same, whichever way it was written."""
    for ascii_only in (True, False):
        written = printable_json(json.dumps({"a": [text]}, ensure_ascii=ascii_only, indent=1))
        assert json.loads(written) == {"a": [text]}
        assert commands(written) == []


def test_a_long_text_says_what_is_missing() -> None:
    """A short one is whole."""
    assert cut("abc", 3) == "abc"
    assert cut("abcdef", 3) == "abc… (3 more characters)"

"""The colours of a source."""

import pytest

from runner.formats.highlight import Token, highlighted, plain


def test_words_have_their_kind() -> None:
    """Those of TypeScript, too."""
    assert highlighted("a.ts", "let a: string = 'b'; // 1") == [
        [
            Token(text="let", kind="keyword"),
            Token(text=" a: "),
            Token(text="string", kind="keyword"),
            Token(text=" = "),
            Token(text="'b'", kind="string"),
            Token(text="; "),
            Token(text="// 1", kind="comment"),
        ]
    ]


def test_a_comment_goes_on_in_the_next_line() -> None:
    """Each line has its own part of it."""
    comment = [[Token(text="/* a", kind="comment")], [Token(text="b */", kind="comment")]]
    assert highlighted("a.mjs", "/* a\nb */") == comment


@pytest.mark.parametrize("unit", ["/* ", "?$", ".a", '\\"', "\x00", "x"])
def test_what_would_take_long_is_plain(unit: str) -> None:
    """Where the lexer would search to the end again and again, nothing has a colour."""
    source = "\n".join([unit * 700] * 20)
    assert highlighted("a.ts", source) == plain(source)

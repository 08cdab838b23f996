"""What differs between two values."""

from hypothesis import given
from hypothesis import strategies as st

from runner.formats.difference import Effort, Row, difference

VALUES = st.text(alphabet="ab '\n", max_size=60)


def side(rows: list[Row], name: str) -> str:
    """A value, put together again."""
    return "\n".join("".join(piece.text for piece in row.pieces) for row in rows if row.side in (name, "both"))


@given(VALUES, VALUES)
def test_the_rows_are_both_values(expected: str, seen: str) -> None:
    """Nothing is added or lost, as long as nothing is left out."""
    rows = difference(expected, seen, Effort())
    if not any(row.side == "remark" for row in rows):
        assert (side(rows, "expected"), side(rows, "seen")) == (expected, seen)


@given(VALUES)
def test_what_is_equal_is_not_marked(value: str) -> None:
    """Every row is of both sides, or stands for some that are."""
    assert {row.side for row in difference(value, value, Effort())} <= {"both", "remark"}


def test_words_are_marked_as_a_whole() -> None:
    """And strings with their quotes."""
    rows = difference("[ 'ann', 12 ]", "[ 'bob', 13 ]", Effort())
    assert [[piece.text for piece in row.pieces if piece.marked] for row in rows] == [["'ann'", "12"], ["'bob'", "13"]]


def test_without_effort_the_ends_are_still_compared() -> None:
    """Where comparing would take too long, what lies between the first and the last difference is marked."""
    rows = difference("a 1 b 2 c", "a 3 b 4 c", Effort(0))
    assert [piece.text for piece in rows[0].pieces if piece.marked] == ["1 b 2"]

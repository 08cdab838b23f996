"""What the box and the judge may say, and what becomes of anything else."""

import json
import os
import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner import messages
from runner.messages import Seen, Threw
from runner.protocol import MAX_LINE, Lines, ProtocolError, TooLong, clean, parse_box, parse_judge


def test_lines_are_cut_wherever_the_bytes_arrive() -> None:
    """A line is whole once its newline has come, however many pieces it came in."""
    lines = Lines()
    assert list(lines.feed(b"ab")) == []
    assert list(lines.feed(b"c\nd\n\ne")) == [b"abc", b"d", b""]
    assert list(lines.feed(b"\n")) == [b"e"]


@given(st.lists(st.binary(max_size=40)))
def test_cutting_loses_nothing(pieces: list[bytes]) -> None:
    """The lines of any pieces are those of the whole."""
    lines, whole = Lines(), b"".join(pieces)
    cut = [line for piece in pieces for line in lines.feed(piece)]
    assert cut == whole.split(b"\n")[:-1]


@pytest.mark.parametrize("data", [b"x" * (MAX_LINE + 1), b"x" * (MAX_LINE + 1) + b"\n"])
def test_a_line_without_end_is_refused(data: bytes) -> None:
    """A line over the greatest length is not kept, whether it ends or not."""
    with pytest.raises(TooLong):
        list(Lines().feed(data))


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"hello",
        b"[]",
        b"null",
        b"{",
        b'{"id":"a"}',
        b'{"id":1,"seen":"[1]"}',
        b'{"id":"a","seen":1}',
        b'{"id":"a","seen":NaN}',
        b'{"id":"a","threw":"x","phase":"act"}',
        b'{"id":"a","threw":{"name":"E","message":[],"stack":""},"phase":"act"}',
        b'{"id":"a","died":[]}',
        b"\xff\xfe",
        b"[" * 200_000,
        b'{"id":"a","n":' + b"1" * 5000 + b"}",
        b"\x00",
    ],
)
def test_what_is_not_a_message_says_so(line: bytes) -> None:
    """Garbage is a ProtocolError, never another exception."""
    with pytest.raises(ProtocolError):
        parse_box(line)
    with pytest.raises(ProtocolError):
        parse_judge(line)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_message_or_a_protocol_error(line: bytes) -> None:
    """No bytes end in an exception of another kind."""
    for parse in (parse_box, parse_judge):
        try:
            parse(line)
        except ProtocolError:
            pass


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "id",
                    "seen",
                    "threw",
                    "died",
                    "error",
                    "name",
                    "message",
                    "stack",
                    "phase",
                    "place",
                    "refused",
                    "ready",
                    "scenarios",
                    "act",
                    "test",
                    "end",
                    "loaded",
                    "waits",
                    "holds",
                    "changed",
                    "stuck",
                    "origin",
                    "code",
                    "scenario",
                    "input",
                    "status",
                    "duration_ms",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(_JSON)
def test_any_json_is_a_message_or_a_protocol_error(value: object) -> None:
    """Objects with the right names and the wrong shapes are refused like garbage."""
    line = json.dumps(value).encode()
    for parse in (parse_box, parse_judge):
        try:
            parse(line)
        except ProtocolError:
            pass


def test_a_message_carries_what_it_says() -> None:
    """An observation and an exception arrive as they were sent."""
    assert parse_box(b'{"id":"a","seen":"[1]"}') == Seen(id="a", text="[1]", full=False, reached=[], changed=[])
    threw = parse_box(
        b'{"id":"a","phase":"load","threw":{"name":"E","message":"m","stack":"s"},"place":{"file":"f","line":1,"column":2}}'
    )
    assert isinstance(threw, Threw)
    assert threw.place
    assert (threw.thrown.message, threw.place.line) == ("m", 1)


def test_a_duration_that_cannot_be_is_none() -> None:
    """What no clock shows, and JSON could not carry on, counts as nothing."""
    for duration in ("1e999", "1" + "0" * 400, "-1", '"1"', "null"):
        message = parse_judge(b'{"test":{"name":"C1","status":"pass","duration_ms":%s}}' % duration.encode())
        assert isinstance(message, messages.TestEvent)
        assert message.duration_ms == 0


def test_a_place_that_no_file_has_is_no_place() -> None:
    """Lines and columns that cannot be are not believed."""
    for line, column in ((0, 1), (1, -5), (1, 10**30), (10**9, 1)):
        place = {"file": "f", "line": line, "column": column}
        threw = {"id": "a", "phase": "load", "threw": {"name": "E", "message": "m", "stack": "s"}, "place": place}
        message = parse_box(json.dumps(threw).encode())
        assert isinstance(message, Threw)
        assert message.place is None


def test_lone_surrogates_become_printable() -> None:
    """Half of a character pair, which no encoding can write, is replaced."""
    assert clean("a\ud800b") == "a?b"


_VALID = [
    b'{"ready":"v24.1.0","scenarios":["call","other"]}',
    b'{"broken":"SyntaxError: no"}',
    b'{"id":"a1","loaded":true}',
    b'{"id":"a1","waits":"an answer"}',
    b'{"id":"a1","waits":null}',
    b'{"id":"a1","holds":["Timeout","TCPSocketWrap"]}',
    b'{"id":"a1","seen":"[{\\"a\\":1},2]","full":true,"reached":["m1"],"changed":["Array.prototype.map"]}',
    b'{"id":"a1","phase":"act","threw":{"name":"E","message":"m","stack":"s"},"place":{"file":"f","line":1,"column":2}}',
    b'{"id":"a1","stuck":true}',
    b'{"id":"a1","died":{"origin":"exit","code":0}}',
    b'{"id":"a1","died":{"origin":"uncaughtException","error":{"name":"E","message":"m","stack":"s"}}}',
    b'{"id":"a1","refused":{"module":"node:net","rule":"imports"}}',
    b'{"act":{"test":"C1 a","scenario":"call","input":"[1]","mutant":"m1","measured":true}}',
    b'{"test":{"name":"C1 a","status":"fail","duration_ms":1.5,"error":{"kind":"assertion","message":"m","expected":"1"}}}',
    b'{"started":true}',
    b'{"end":true}',
]
_PIECES = [
    *(
        b"",
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b'"',
        b"\\",
        b"null",
        b"true",
        b"-1",
        b"1e999",
        b"1" * 400,
        b"NaN",
        b"[[[[",
        b"\n",
    ),
    *(
        b'"\\ud800"',
        b"\xff",
        b"\0",
        b'"id"',
        b'"error"',
        b'"place"',
        b'"died"',
        b'"code"',
        b'"line"',
        b"{}",
        b"[]",
        b'""',
    ),
]


def _mutated(dice: random.Random) -> bytes:
    """A message with up to four of its pieces cut out, doubled, overwritten, or taken from another message."""
    line = dice.choice(_VALID)
    for _ in range(dice.randint(1, 4)):
        start = dice.randint(0, len(line))
        end = min(len(line), start + dice.choice([0, 1, 1, 2, 8, 40]))
        other = dice.choice(_VALID)
        at = dice.randint(0, len(other))
        put = dice.choice([dice.choice(_PIECES), line[start:end] * 2, dice.randbytes(1), other[at : at + 30]])
        line = line[:start] + put + line[end:]
    return line


def _texts(value: object) -> list[str]:
    """Every text of a message, wherever it is."""
    if isinstance(value, str):
        return [value]
    return [text for item in value for text in _texts(item)] if isinstance(value, list | tuple | frozenset) else []


@pytest.mark.parametrize("parse", [parse_box, parse_judge])
def test_mutated_messages_by_the_thousand(parse: Callable[[bytes], object]) -> None:
    """What is nearly a message is one or none, and its texts can be written; KATA_TEST_MESSAGES says how many."""
    seed = random.randrange(2**32)
    dice = random.Random(seed)
    taken = 0
    for _ in range(int(os.environ.get("KATA_TEST_MESSAGES", "20000")) // 2):
        line = _mutated(dice)
        try:
            message = parse(line)
        except ProtocolError:
            continue
        except Exception as error:
            raise AssertionError(f"seed {seed}: {line!r}") from error
        taken += 1
        for text in _texts(message):
            assert len(text) <= MAX_LINE, (seed, line)
            assert clean(text) == text, (seed, line)
    assert taken

"""Bytes from the box and the judge, line by line, to typed messages, or why not.

What the box sends is hostile: a line has a greatest length, is parsed as JSON and checked field by
field, and no text of it is trusted to be printable.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from runner.messages import (
    ActRequest,
    BoxMessage,
    Broken,
    Died,
    End,
    Holds,
    JudgeMessage,
    Loaded,
    Place,
    Ready,
    Refused,
    Seen,
    Started,
    Stuck,
    TestEvent,
    Threw,
    Thrown,
    Waits,
)

MAX_LINE = 512 * 1024
"""The longest line in bytes: an observation of 64 K characters, escaped, with room to spare."""
_MAX_TEXT = 8000
_MAX_WAITS = 200
_MAX_HOLDS = 1000
_MAX_CHANGED = 10
_PROPERTY = re.compile(r"[A-Za-z0-9]+(?:\.[\w$@()]{1,40}){1,2}", re.A)
_FAR = 10_000_000


class ProtocolError(Exception):
    """What arrived is not a message; the text says why."""


class TooLong(ProtocolError):
    """A line is longer than MAX_LINE."""


class Lines:
    """Cuts a stream of bytes into lines."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The lines that `data` completes, without their newlines. Raises TooLong."""
        self._rest += data
        while (end := self._rest.find(b"\n")) >= 0:
            line = bytes(self._rest[:end])
            del self._rest[: end + 1]
            if len(line) > MAX_LINE:
                raise TooLong(f"a line of {len(line)} bytes")
            yield line
        if len(self._rest) > MAX_LINE:
            raise TooLong(f"a line of more than {MAX_LINE} bytes")


def parse_box(line: bytes) -> BoxMessage:
    """One message of the box. Raises ProtocolError for anything else."""
    message = _object(line)
    if "ready" in message:
        return Ready(node=_text(message, "ready", limit=40), scenarios=_names(message.get("scenarios")))
    if "broken" in message:
        return Broken(message=_text(message, "broken"))
    id_ = _text(message, "id")
    if "loaded" in message:
        return Loaded(id=id_)
    if "waits" in message:
        return Waits(id=id_, what=_text(message, "waits", limit=_MAX_WAITS) if message["waits"] is not None else None)
    if isinstance(holds := message.get("holds"), list):
        return Holds(id=id_, kinds=[kind for kind in holds[:_MAX_HOLDS] if isinstance(kind, str)])
    if "seen" in message:
        text, full = _text(message, "seen", limit=MAX_LINE), message.get("full") is True
        reached = sorted(_names(message.get("reached")))
        return Seen(id=id_, text=text, full=full, reached=reached, changed=_changed(message))
    if "threw" in message:
        return Threw(
            id=id_,
            phase=_text(message, "phase"),
            thrown=_thrown(message["threw"]),
            place=_place(message.get("place")),
            full=message.get("full") is True,
            changed=_changed(message),
        )
    if "stuck" in message:
        return Stuck(id=id_)
    if "died" in message:
        died = _checked(message["died"])
        thrown = _thrown(died["error"]) if "error" in died else None
        code = died.get("code")
        return Died(id=id_, origin=_text(died, "origin"), code=code if isinstance(code, int) else None, thrown=thrown)
    if "refused" in message:
        refused = _checked(message["refused"])
        return Refused(id=id_, module=_text(refused, "module"), rule=_text(refused, "rule"))
    raise ProtocolError("a message of no known kind")


def parse_judge(line: bytes) -> JudgeMessage:
    """One message of the judge. Raises ProtocolError for anything else."""
    message = _object(line)
    if "act" in message:
        act = _checked(message["act"])
        return ActRequest(
            test=str(act.get("test")),
            scenario=_text(act, "scenario"),
            input=_text(act, "input", limit=MAX_LINE),
            mutant=_text(act, "mutant") if "mutant" in act else None,
            measured=act.get("measured") is True,
        )
    if "test" in message:
        return _test_event(_checked(message["test"]))
    if "started" in message:
        return Started()
    if "end" in message:
        return End(again=message.get("again") is True)
    raise ProtocolError("a message of no known kind")


def _test_event(test: dict[str, Any]) -> TestEvent:
    error = _checked(test.get("error", {}))
    optional = {
        key: _text(error, key) for key in ("kind", "message", "expected", "actual", "counterexample") if key in error
    }
    duration = test.get("duration_ms")
    return TestEvent(
        name=_text(test, "name"),
        status=_text(test, "status"),
        duration_ms=duration if isinstance(duration, int | float) and 0 <= duration < _FAR else 0.0,
        **optional,
    )


def clean(text: str) -> str:
    """`text` without lone surrogates, which no encoding can write."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _object(line: bytes) -> dict[str, Any]:
    try:
        return _checked(_DECODER.decode(line.decode()))
    except (ValueError, RecursionError) as error:  # JSONDecodeError, UnicodeDecodeError, a number too long
        raise ProtocolError("a line that is not a JSON object") from error


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)
"""Made once: json.loads makes one for each message, which takes as long as a short one."""


def _checked(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ProtocolError("a message of no known shape")
    return value


def _text(message: dict[str, Any], key: str, *, limit: int = _MAX_TEXT) -> str:
    value = message.get(key)
    if not isinstance(value, str):
        raise ProtocolError(f"a message without the text {key!r}")
    return clean(value[:limit])


def _names(value: object) -> frozenset[str]:
    return frozenset(name for name in value if isinstance(name, str)) if isinstance(value, list) else frozenset()


def _changed(message: dict[str, Any]) -> list[str]:
    return sorted(filter(_PROPERTY.fullmatch, _names(message.get("changed"))))[:_MAX_CHANGED]


def _thrown(value: object) -> Thrown:
    message = _checked(value)
    return Thrown(name=_text(message, "name"), message=_text(message, "message"), stack=_text(message, "stack"))


def _place(value: object) -> Place | None:
    if not isinstance(value, dict):
        return None
    line, column = value.get("line"), value.get("column")
    if not (isinstance(line, int) and isinstance(column, int) and 0 < line < _FAR and 0 < column < _FAR):
        return None
    return Place(file=_text(value, "file"), line=line, column=column)

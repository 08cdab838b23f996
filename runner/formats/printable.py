"""Text from the box, made safe to show: nothing in it moves a cursor, sets a colour or reorders a line."""

import re

# What Unicode says is no character, at the end of each of its planes: neither HTML nor XML may hold it.
_NO_CHARACTERS = "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
# C0 but for tab and newline, DEL and C1, and the marks that change the direction or the look of a line.
_UNSAFE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\ufdd0-\ufdef"
    rf"{_NO_CHARACTERS}]"
)
_COMMAND = re.compile(r"^(\s*)::", re.M)


def printable(text: str) -> str:
    r"""`text` with each control character shown as its escape, \x1b or \u202e.

    So is a double colon that begins a line: GitHub's runner takes what follows for a command.
    """
    return _COMMAND.sub(r"\1\\x3a:", visible(text))


def visible(text: str) -> str:
    """The same for where nobody reads commands, as on a page."""
    return _UNSAFE.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\u{{{code:x}}}"

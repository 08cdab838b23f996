"""Text from the box, made safe to show: nothing in it moves a cursor, sets a colour or reorders a line."""

import re

# C0 but for tab and newline, DEL and C1; what changes the direction of a line; what cannot be seen (Unicode's
# Default_Ignorable_Code_Point, but for the selectors that make an emoji of a sign); and what XML, HTML and YAML cannot
# hold: surrogates, and the last two of each plane, which are no characters.
_NO_CHARACTERS = "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
_UNSAFE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    r"\u2060-\u206f\u3164\ud800-\udfff\ufdd0-\ufdef\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    rf"{_NO_CHARACTERS}]"
)
# GitHub's runner compares by a culture's rules, to which a variation selector is nothing.
_NOTHING = "[\ufe00-\ufe0f]*"
_COMMAND = re.compile(rf"^((?:\s|[\ufe00-\ufe0f])*):(?={_NOTHING}:)|#({_NOTHING})#(?={_NOTHING}\[)", re.M)


def printable(text: str) -> str:
    r"""`text` with each control character shown as its escape, \x1b or \u202e.

    So is what GitHub's runner takes for a command: a double colon that begins a line, and `##[` anywhere. (In
    actions/runner, src/Runner.Common/ActionCommand.cs: TryParseV2 and TryParse.)
    """
    return _COMMAND.sub(_defuse, visible(text))


def visible(text: str) -> str:
    """The same for where nobody reads commands, as on a page."""
    return _UNSAFE.sub(_escape, text)


def printable_line(text: str) -> str:
    r"""`text`, printable, on one line: newlines and tabs are shown as \n and \t."""
    return printable(text.replace("\n", "\\n").replace("\t", "\\t"))


def printable_json(text: str) -> str:
    """JSON that is the same to a program, with nothing in it that a terminal or GitHub's runner would act on."""
    return _COMMAND.sub(lambda found: found[0].replace("#", "\\u0023"), _UNSAFE.sub(_escape_json, text))


def cut(text: str, limit: int) -> str:
    """`text`, or of a longer one its first `limit` characters and how many more there are."""
    return text if len(text) <= limit else f"{text[:limit]}… ({len(text) - limit} more characters)"


def _defuse(found: re.Match[str]) -> str:
    return f"#{found[2]}\\x23" if found[1] is None else f"{found[1]}\\x3a"


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\u{{{code:x}}}"


def _escape_json(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))

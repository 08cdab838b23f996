"""GitHub's runner, as far as it reads what a step prints (actions/runner, src/Runner.Common/ActionCommand.cs)."""

import re
from dataclasses import dataclass, field

# Its comparisons go by a culture's rules, to which these are nothing.
_NOTHING = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_KNOWN = {"error", "warning", "notice", "debug", "group", "endgroup", "add-mask", "add-matcher", "remove-matcher"}
_KNOWN |= {"set-env", "set-output", "save-state", "add-path", "echo", "stop-commands"}


@dataclass(frozen=True, kw_only=True)
class Command:
    """A command that the runner would carry out."""

    name: str
    data: str
    properties: dict[str, str] = field(default_factory=dict)


def commands(printed: str) -> list[Command]:
    """What it does for a step that prints this; what it was told to ignore is not in it."""
    done: list[Command] = []
    token = ""
    for line in re.split(r"\r\n|\r|\n", printed):
        found = _parsed(line, _KNOWN | {token})
        if found is None:
            continue
        if token:
            token = "" if found.name.lower() == token.lower() else token
        elif found.name == "stop-commands":
            token = found.data
        else:
            done.append(found)
    assert not token, "commands were never resumed"
    return done


def _parsed(line: str, known: set[str]) -> Command | None:
    bare = _NOTHING.sub("", line).lstrip()
    if bare.startswith("::") and "::" in bare[2:]:
        head, _, data = bare[2:].partition("::")
        return _command(head, ",", data, known)
    if "##[" in bare and "]" in bare.partition("##[")[2]:
        head, _, data = bare.partition("##[")[2].partition("]")
        return _command(head, ";", data, known)
    return None


def _command(head: str, comma: str, data: str, known: set[str]) -> Command | None:
    name, _, rest = head.partition(" ")
    if name.lower() not in {one.lower() for one in known if one}:
        return None
    pairs = [pair.partition("=") for pair in rest.strip().split(comma) if pair]
    return Command(name=name, data=_unescaped(data), properties={key: _unescaped(value) for key, _, value in pairs})


def _unescaped(text: str) -> str:
    for code, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, char)
    return text

"""Notes on what a solution does beside solving the kata: for a person to judge, and never part of a verdict."""

import re
from collections.abc import Iterator

from runner.messages import BoxMessage, Died, Refused, Seen, Threw

_SOURCES = "Function.prototype.toString()"
_REACHES = re.compile(r"/proc/|/dev/(?:fd|std(?:in|out|err))\b")


def of_message(message: BoxMessage) -> Iterator[str]:
    """What a message of the box says of it."""
    if isinstance(message, Refused):
        yield f"asked for '{message.module}', which the kata does not allow"
    elif isinstance(message, Died) and message.origin == "exit":
        yield f"ended the process with process.exit({message.code})"
    elif isinstance(message, Seen | Threw):
        for name in message.changed:
            yield "asked for the source of a function" if name == _SOURCES else f"changed {name}"


def of_text(files: dict[str, bytes]) -> Iterator[str]:
    """Where its files name what only a curious program needs: descriptors, and what Linux tells of processes."""
    for name in sorted(files):
        for number, line in enumerate(files[name].decode("utf-8", "replace").splitlines(), start=1):
            if found := _REACHES.search(line):
                yield f"names {found[0]} ({name}:{number})"
                break

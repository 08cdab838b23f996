"""GitHub's workflow commands: written here, and kept from being issued by anybody else's text.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

import hashlib

from runner.formats.printable import printable, printable_line

_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def command(name: str, message: str, **properties: str | int) -> str:
    """The line of one command; texts may be anything."""
    pairs = ",".join(f"{key}={printable_line(str(value)).translate(_PROPERTY)}" for key, value in properties.items())
    return f"::{name}{' ' if pairs else ''}{pairs}::{printable(message).translate(_DATA)}\n"


def inert(text: str) -> str:
    """`text` between commands that have the runner ignore what looks like a command in it.

    What resumes them cannot be in the text: it is a hash over it, looked for in it all the same (the runner makes no
    difference between capitals and small letters).
    """
    haystack, attempt = text.lower(), 0
    while (token := _token(text, attempt)) in haystack:
        attempt += 1
    body = text.removesuffix("\n")
    return f"::stop-commands::{token}\n{body}\n::{token}::\n"


def _token(text: str, attempt: int) -> str:
    return f"kata-{hashlib.sha256(f'{attempt} {text}'.encode()).hexdigest()}"

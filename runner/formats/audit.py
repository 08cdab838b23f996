"""What attacks got out of a kata, for a person at a terminal."""

import textwrap
from collections import Counter
from collections.abc import Iterator

import click

from runner.audit.audit import Foray
from runner.formats import Look
from runner.formats.printable import printable


def render(slug: str, forays: list[Foray], look: Look) -> Iterator[str]:
    """Each attack that got something, with what; then what became of them all."""
    broke_in = [one for one in forays if not one.is_repelled]
    for one in broke_in:
        mark = click.style("✗", fg="red") if look.color else "✗"
        yield from _wrapped(f"{mark} {one.attack} tries {one.tries}: {one.verdict}", look, 2)
        for what, names in (("passes", one.passed), ("shows a line of a hidden test", one.leaked)):
            for name in names:
                yield from _wrapped(f"{what}: {printable(name)}", look, 6)
    verdicts = ", ".join(
        f"{count} {verdict}" for verdict, count in Counter(one.verdict for one in forays).most_common()
    )
    yield f"{slug}: {len(forays) - len(broke_in)} of {len(forays)} attacks got nothing ({verdicts})"


def _wrapped(text: str, look: Look, indent: int) -> list[str]:
    return textwrap.wrap(
        text,
        max(look.columns, 60),
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + 2),
        break_on_hyphens=False,
    )

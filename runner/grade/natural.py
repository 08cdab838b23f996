"""The order in which a person lists names: student2 before student10."""

import re

_DIGITS = re.compile(r"([0-9]+)")

NaturalKey = tuple[tuple[tuple[int, str], ...], str]


def natural_key(text: str) -> NaturalKey:
    """What to sort by. Numbers within a name count as numbers, of any length; case only where all else is equal."""
    parts = []
    for n, part in enumerate(_DIGITS.split(text)):
        if n % 2:
            digits = part.lstrip("0")
            parts.append((len(digits), digits))
        else:
            parts.append((0, part.casefold()))
    return tuple(parts), text

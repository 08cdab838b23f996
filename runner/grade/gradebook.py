"""The gradebook: a batch as one page for a browser, which needs nothing else and runs no script but its own."""

from pathlib import Path
from urllib.parse import quote

from markupsafe import Markup

from runner.formats.page import VERDICTS, digest, style, templates
from runner.formats.printable import visible
from runner.grade.grades import Batch
from runner.grade.overview import distributions, lessons, percent, slowest, tally
from runner.grade.rows import table
from runner.grade.side_by_side import compare

_FOLDER = Path(__file__).parent
_MAX_NAME, _MAX_TITLE = 80, 500
_MAX_LISTED = 200
"""How many a list beside the table names. The table has them all."""


def render(batch: Batch) -> str:
    """A page of HTML. The batch's texts stand in it as text, whatever they hold; links lead to files beside it."""
    environment = templates(_FOLDER)
    environment.filters |= {"percent": percent, "line": _line, "href": _href}
    applied = style(_FOLDER / "gradebook.css")
    script = (_FOLDER / "gradebook.js").read_text("utf-8")
    everything = table(batch)
    return environment.get_template("gradebook.html.jinja").render(
        batch=batch,
        style=applied,
        style_hash=digest(applied),
        script=Markup(script),  # noqa: S704 -- a file of ours
        script_hash=digest(script),
        verdicts={**VERDICTS, "internal_error": ("Not graded", "ours")},
        table=everything,
        several=len(everything.katas) > 1,
        submissions=len({grade.id for grade in batch.grades}),
        tally=tally(batch.grades),
        distributions=distributions(batch),
        lessons=lessons(batch),
        ungraded=[grade for grade in batch.grades if not grade.graded],
        flagged=[grade for grade in batch.grades if grade.notes],
        slowest=slowest(batch),
        comparisons=compare(batch.pairs),
        most=_MAX_LISTED,
    )


def _line(text: str, limit: int = _MAX_NAME) -> str:
    """A text of others on one line, cut to what there is room for."""
    flat = visible(text[: limit + 1].replace("\r", "\\r").replace("\n", "\\n").replace("\t", "\\t"))
    return flat if len(flat) <= limit else f"{flat[:limit]}…"


def _href(path: str) -> str:
    """A path relative to the page as an address: never with a scheme or a host, whatever it begins with."""
    try:
        raw = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raw = path.encode("utf-8", "surrogatepass")
    quoted = quote(raw, safe="/")
    return f".{quoted}" if quoted.startswith("/") else quoted

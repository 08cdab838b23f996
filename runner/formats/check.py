"""What the author's gate found, for a person at a terminal."""

import textwrap
from collections.abc import Iterator

import click

from runner.check.findings import Finding, KataCheck, Step
from runner.formats import Look
from runner.formats.printable import printable

_MAX_LINES = 40


def render(result: KataCheck, look: Look) -> Iterator[str]:
    """A line per step, and below it what is to be mended, with the evidence."""
    yield click.style(result.slug, bold=True) if look.color else result.slug
    width = max((len(step.name) for step in result.steps), default=0)
    for step in result.steps:
        yield f"  {_mark(not step.findings, look)} {step.name:<{width}}  {_summary(step)}"
        for finding in step.findings:
            yield from _finding(finding, look)
        for remark in step.remarks:
            yield from _finding(remark, look)
    if result.error is not None:
        yield f"  {_mark(False, look)} broken"
        for line in printable(result.error).split("\n"):
            yield f"      {line}"


def _summary(step: Step) -> str:
    if not step.findings or step.remarks:
        return step.summary
    return "1 thing to mend" if len(step.findings) == 1 else f"{len(step.findings)} things to mend"


def _finding(finding: Finding, look: Look) -> Iterator[str]:
    text = f"{printable(finding.where)}: {printable(finding.problem)}"
    yield from textwrap.wrap(
        text, max(look.columns, 60), initial_indent="      ", subsequent_indent="        ", break_on_hyphens=False
    )
    lines = printable(finding.evidence).split("\n") if finding.evidence else []
    for line in lines[:_MAX_LINES]:
        yield f"          {line}"
    if len(lines) > _MAX_LINES:
        yield f"          … {len(lines) - _MAX_LINES} more lines"


def _mark(holds: bool, look: Look) -> str:
    mark, color = ("✓", "green") if holds else ("✗", "red")
    return click.style(mark, fg=color) if look.color else mark

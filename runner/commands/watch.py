"""`kata run --watch`: judges again at every save, and shows what that has changed."""

import gc
import os
import shutil
import sys
import textwrap
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import click

from runner import interruption
from runner.errors import UsageError
from runner.formats import Look, text
from runner.formats.printable import printable
from runner.report import Report

_LISTEN_S = 0.1
_SETTLE_MS = 30
"""So long nothing is written before a save is taken for done: editors write a file, and then rename it."""


def watch(
    place: Path, kata: Path, judge: Callable[[], Report], show: Callable[[Report], Report], written: set[Path]
) -> None:
    """Judge now and after every change, until KeyboardInterrupt.

    `place` is the solution's file or folder, `kata` the kata's folder. `judge` may raise UsageError, while a file is
    being replaced, say: that is shown, and the next save tried. `show` gives what may be seen of a report. What is
    `written` meanwhile, the reports, is no change.
    """
    gc.enable()  # a run makes no garbage to speak of, but this may go on all day
    screen = _Screen(sys.stdout.isatty())
    before: Report | None = None
    changed = _watched(place, kata, written)
    while True:
        changed.clear()
        interruption.renew()
        screen.wait("judging …")
        try:
            report = show(judge())
        except interruption.Outdated:
            continue
        except UsageError as error:
            screen.tell([printable(str(error))])
        else:
            screen.show(report, before)
            before = report
        screen.wait("waiting for the next save; Ctrl-C ends it")
        while not changed.wait(_LISTEN_S):
            interruption.check()


def differences(before: Report, after: Report) -> list[str]:
    """What has changed between two reports, in lines: which tests pass now, and which no more."""
    was = {test.id: test.status == "passed" for test in before.tests}
    passes = [test.requirement for test in after.tests if test.status == "passed" and not was.get(test.id, True)]
    fails = [test.requirement for test in after.tests if test.status != "passed" and was.get(test.id, False)]
    lines = [
        f"{what}: {', '.join(dict.fromkeys(ids))}"
        for what, ids in (("now passes", passes), ("no longer passes", fails))
        if ids
    ]
    if before.verdict is not after.verdict:
        lines.append(f"was {before.verdict.value}, {before.score}/{before.max_score} points")
    return lines or ["nothing has changed in what passes"]


def _changes(before: Report | None, after: Report) -> list[str]:
    return differences(before, after) if before else []


def _watched(place: Path, kata: Path, written: set[Path]) -> threading.Event:
    """Set at every change of the solution or of the kata, which also outdates the run that is under way."""
    changed = threading.Event()

    def listen(root: Path, concerns: Callable[[object, str], bool], recursive: bool) -> None:
        import watchfiles

        options = {"watch_filter": concerns, "step": _SETTLE_MS, "debounce": 10 * _SETTLE_MS, "recursive": recursive}
        for _ in watchfiles.watch(root, **options):  # type: ignore[arg-type]
            changed.set()
            interruption.outdate()

    def is_source(_: object, path: str) -> bool:
        parts = Path(path).parts
        return "node_modules" not in parts and not parts[-1].startswith(".") and Path(path) not in written

    # A file by its folder: an editor puts another file in its place, which a watch of the file itself would miss.
    of_solution = (place.resolve(), is_source, True)
    if not place.is_dir():
        of_solution = (place.parent.resolve(), lambda _, path: Path(path).name == place.name, False)
    for root, concerns, recursive in (of_solution, (kata.resolve(), is_source, True)):
        threading.Thread(target=listen, args=(root, concerns, recursive), daemon=True).start()
    return changed


class _Screen:
    """On a terminal each report takes the place of the one before; elsewhere they follow one another."""

    def __init__(self, is_terminal: bool) -> None:
        self._is_terminal = is_terminal
        self._color = is_terminal and not os.environ.get("NO_COLOR")

    def show(self, report: Report, before: Report | None) -> None:
        """A report, and what has changed since the one `before`."""
        size = shutil.get_terminal_size()
        look = Look(color=self._color, columns=size.columns, failed_only=self._is_terminal)
        lines = text.render(report, look).splitlines()
        changes = [line for told in _changes(before, report) for line in textwrap.wrap(told, max(size.columns, 40))]
        room = size.lines - len(changes) - 2
        if self._is_terminal and len(lines) > room:
            verdict = text.render(report, replace(look, detail=-1)).splitlines()[: room // 2]
            kept = max(room - len(verdict) - 1, 0)
            lines = [*lines[:kept], f"… {len(lines) - kept} more lines; `kata run` shows them", *verdict]
        self.tell([*lines, *(click.style(line, bold=True) if look.color else line for line in changes)])

    def tell(self, lines: list[str]) -> None:
        """Some lines in place of what was there, without a moment in which the screen is empty."""
        if self._is_terminal:
            sys.stdout.write("\x1b[H" + "".join(f"{line}\x1b[K\n" for line in lines) + "\x1b[J")
        else:
            sys.stdout.write("\n".join(lines) + "\n\n")
        sys.stdout.flush()

    def wait(self, what: str) -> None:
        """A line at the bottom that says what is going on; on a terminal alone."""
        if self._is_terminal:
            sys.stdout.write(f"\x1b7\x1b[{shutil.get_terminal_size().lines};1H\x1b[2m{what}\x1b[22m\x1b[K\x1b8")
            sys.stdout.flush()

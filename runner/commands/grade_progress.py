"""What `kata grade` tells while it works: a bar for a person, lines for a log, or nothing.

The bar is rich's, which kata needs for its texts already; tqdm's has no room for a second line.
"""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

import click

from runner.formats.printable import cut, printable_line
from runner.grade.tally import Tally
from runner.report import Report

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress

_EVERY_S = 10.0
_MOST_NAME = 24

T = TypeVar("T")


def say(text: str) -> None:
    """A remark for whoever waits."""
    click.echo(text, err=True)


class Quiet:
    """Tells what goes wrong, and nothing else; `last_words` where it is interrupted."""

    def __init__(self, tally: Tally, last_words: str) -> None:
        self.tally, self._last_words = tally, last_words

    def reading(self, batch: Iterable[T]) -> Iterator[T]:
        """Hand on what is read, and tell how many there are so far."""
        for number, one in enumerate(batch, start=1):
            self.read(number)
            yield one

    def read(self, number: int) -> None:
        """Nothing to tell."""

    def begun(self, key: str) -> None:
        """See runner.grade.work.Events, here and below."""
        self.tally.begun(key)

    def done(self, key: str, report: Report) -> None:
        """Count it."""
        self.tally.ended(key, report)

    def again(self, key: str, why: str, seconds: float) -> None:
        """Count it."""
        self.tally.put_off(key)

    def failed(self, key: str, why: str) -> None:
        """Count it."""
        self.tally.ended(key)

    def paused(self, why: str, seconds: float) -> None:
        """Say why nothing goes on."""
        self.tell(f"this machine fails at one after the other, so it pauses for {seconds:g} s: {printable_line(why)}")

    def moment(self) -> None:
        """Nothing to tell."""

    def interrupted(self) -> None:
        """Say it at once: ending what is under way takes a moment, and nobody waits for that to the end."""
        self.close()
        say(self._last_words)

    def tell(self, text: str) -> None:
        """A line."""
        say(text)

    def close(self) -> None:
        """Nothing to tell."""


class Lines(Quiet):
    """A line now and then, and one at the end."""

    def __init__(self, tally: Tally, last_words: str) -> None:
        super().__init__(tally, last_words)
        self._told = time.monotonic()
        self._closed = False

    def read(self, number: int) -> None:
        """Say it every ten seconds."""
        if self._is_time():
            self.tell(f"{number} submissions read")

    def again(self, key: str, why: str, seconds: float) -> None:
        """Say what is tried again."""
        super().again(key, why, seconds)
        self.tell(f"{_name(self.tally, key)} is tried again in {seconds:g} s: {printable_line(why)}")

    def failed(self, key: str, why: str) -> None:
        """Say what is given up."""
        super().failed(key, why)
        self.tell(f"{_name(self.tally, key)} is not graded: {printable_line(why)}")

    def moment(self) -> None:
        """Say how far it is, every ten seconds."""
        if self._is_time():
            self._tell_state()

    def _is_time(self) -> bool:
        if time.monotonic() - self._told < _EVERY_S:
            return False
        self._told = time.monotonic()
        return True

    def _tell_state(self) -> None:
        tally = self.tally
        left = f", {_time(seconds)} left" if (seconds := tally.left_s()) else ""
        counts = f": {tally.counts()}" if tally.done else ""
        self.tell(f"{tally.done} of {tally.total} judged, {tally.rate():.1f} a second{left}{counts}")

    def close(self) -> None:
        """Say how far it came, once."""
        if self.tally.total and not self._closed:
            self._closed = True
            self._tell_state()


class Bar(Lines):
    """A bar with the rate and the time that is left, and below it the verdicts so far and what is running now."""

    def __init__(self, tally: Tally, last_words: str) -> None:
        super().__init__(tally, last_words)
        self._progress = _rich()
        self._task = self._progress.add_task("", total=None, rate="", now="")
        self._progress.start()

    def read(self, number: int) -> None:
        """Draw it."""
        self._progress.update(self._task, rate=f"{number} submission{'s' if number != 1 else ''} read")

    def moment(self) -> None:
        """Draw it."""
        tally = self.tally
        left = f", {_time(seconds)} left" if (seconds := tally.left_s()) else ""
        running = ", ".join(cut(printable_line(name), _MOST_NAME) for name in tally.running())
        self._progress.update(
            self._task,
            total=tally.total,
            completed=tally.done,
            rate=f"{tally.done} of {tally.total}, {tally.rate():.1f} a second{left}",
            now=f"{tally.counts()}\nnow: {running}" if running else tally.counts(),
        )

    def tell(self, text: str) -> None:
        """A line above the bar."""
        self._progress.console.print(text, markup=False, highlight=False)

    def close(self) -> None:
        """Leave the last state, if anything was judged."""
        self.moment()
        self._progress.update(self._task, visible=bool(self.tally.total))
        self._progress.stop()


def _rich() -> "RichProgress":
    from rich.console import Console, Group, RenderableType
    from rich.progress import BarColumn, Progress, TextColumn
    from rich.text import Text

    class WithSecondLine(Progress):
        """A bar, and under it what is told of the task."""

        def get_renderables(self) -> "list[RenderableType]":
            now = [Text(task.fields["now"], style="dim") for task in self.tasks]
            return [Group(self.make_tasks_table(self.tasks), *now)]

    console = Console(stderr=True)
    return WithSecondLine(
        BarColumn(), TextColumn("{task.fields[rate]}", markup=False), console=console, refresh_per_second=5
    )


def progress(tally: Tally, last_words: str, *, quiet: bool) -> Quiet:
    """What fits whoever reads standard error."""
    chosen: Callable[[Tally, str], Quiet] = Quiet if quiet else Bar if sys.stderr.isatty() else Lines
    return chosen(tally, last_words)


def _name(tally: Tally, key: str) -> str:
    return cut(printable_line(tally.name_of(key)), 200)


def _time(seconds: float) -> str:
    if seconds < 100:
        return f"{seconds:.0f} s"
    return str(timedelta(seconds=round(seconds)))

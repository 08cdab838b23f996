"""How far a batch is, counted as it goes."""

import threading
import time
from collections import Counter
from collections.abc import Callable

from runner.report import Report
from runner.verdict import Verdict


class Tally:
    """Counts of what happened in the work on keys; `name_of` gives what one is called."""

    def __init__(self, name_of: Callable[[str], str]) -> None:
        self.total = 0
        self.done = 0
        self.verdicts: Counter[str] = Counter()
        self.name_of = name_of
        self._running: dict[str, str] = {}
        self._lock = threading.Lock()
        self._since = time.monotonic()

    def begin(self, total: int) -> None:
        """The work on so many begins."""
        self.total, self._since = total, time.monotonic()

    def begun(self, key: str) -> None:
        """A key is under way."""
        with self._lock:
            self._running[key] = self.name_of(key)

    def ended(self, key: str, report: Report | None = None) -> None:
        """A key is no longer under way; with a report, or given up, it is done."""
        with self._lock:
            self._running.pop(key, None)
            self.done += 1
            self.verdicts[report.verdict.value if report else "not graded"] += 1

    def put_off(self, key: str) -> None:
        """A key is no longer under way, and will be again."""
        with self._lock:
            self._running.pop(key, None)

    def running(self) -> list[str]:
        """What is under way now."""
        with self._lock:
            return list(self._running.values())

    def rate(self) -> float:
        """Keys per second so far."""
        return self.done / max(time.monotonic() - self._since, 0.001)

    def left_s(self) -> float | None:
        """Seconds that the rest takes at that rate; None as long as nothing can be said."""
        return (self.total - self.done) / self.rate() if self.done else None

    def counts(self) -> str:
        """`12 accepted, 3 wrong_answer`, from best to worst."""
        with self._lock:
            order = [*(verdict.value for verdict in Verdict), "not graded"]
            return ", ".join(f"{self.verdicts[name]} {name}" for name in order if self.verdicts[name])

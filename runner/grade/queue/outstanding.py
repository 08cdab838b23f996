"""The tasks of a batch that were asked for and are not answered: which are on their way, under way, or lost."""

import time
from dataclasses import dataclass, field

from runner.solution import Solution

SIGN_S = 5.0
"""How often a worker says that it is still at a task."""
LEASE_S = 20.0
"""Without a sign for so long, a task is taken to be lost with its worker."""
_UNTAKEN_S = 30.0
"""How long a task may wait while others that were sent after it are taken, or the broker has none."""
_LEAST_WAITING = 8
_LOOK_EVERY_S = 2.0


@dataclass(kw_only=True)
class Asked:
    """A key that was sent: `number` counts all that was, `ids` are the broker's of each time that this one was."""

    key: str
    number: int = 0
    ids: list[str] = field(default_factory=list)
    """Of those that no worker has answered."""
    is_sent: bool = False
    """Whether it is at the broker, or taken; otherwise it is to be sent again, now or later."""
    sent_at: float = 0.0
    worker: str = ""
    """Who has it; "" when nobody is known to."""
    heard_at: float = 0.0
    lost: int = 0
    """How often its worker was lost."""
    solution: Solution | None = None
    """What was sent of it."""
    avoid: str = ""
    with_content: bool = False
    bounced: int = 0
    """How often it was sent back unjudged."""


class Outstanding:
    """All that are. There are some that nobody has taken yet, so that no worker has to wait, and not too many."""

    def __init__(self) -> None:
        self._asked: dict[str, Asked] = {}
        self._sent = 0
        self._taken = 0
        """The highest number that was taken, as of the last look."""
        self._looked_at = 0.0

    def wants_more(self) -> bool:
        """Whether one more is to be sent: there are always as many waiting as there are under way, and half again."""
        running = sum(bool(one.worker) for one in self._asked.values())
        return len(self.waiting()) < max(_LEAST_WAITING, running * 3 // 2)

    def of(self, key: str) -> Asked:
        """The key, entered when it is new."""
        return self._asked.setdefault(key, Asked(key=key))

    def sent(self, one: Asked, id_: str) -> None:
        """It was sent, once more maybe."""
        self._sent += 1
        one.number, one.worker, one.sent_at, one.is_sent = self._sent, "", time.monotonic(), True
        one.ids.append(id_)

    def begun(self, one: Asked, worker: str) -> None:
        """A worker has begun it; whoever had it before was lost, and the broker has noticed."""
        one.lost += bool(one.worker)
        self.heard(one, worker)

    def heard(self, one: Asked, worker: str) -> None:
        """A worker has it."""
        one.worker, one.heard_at, one.is_sent = worker, time.monotonic(), True

    def is_back(self, one: Asked) -> None:
        """Nobody has it any more, and it is to be sent again."""
        one.worker, one.is_sent = "", False

    def answered(self, key: str) -> Asked | None:
        """It is outstanding no more."""
        return self._asked.pop(key, None)

    def waiting(self) -> list[Asked]:
        """Those that nobody has taken."""
        return [one for one in self._asked.values() if one.is_sent and not one.worker]

    def looks(self) -> bool:
        """Whether it is time to look for lost ones."""
        if (due := time.monotonic() >= self._looked_at + _LOOK_EVERY_S) and self._asked:
            self._looked_at = time.monotonic()
        return due and bool(self._asked)

    def may_be_gone(self) -> bool:
        """Whether a task waits for so long that it matters if the broker still has any."""
        now = time.monotonic()
        return any(now > one.sent_at + _UNTAKEN_S for one in self.waiting())

    def lost(self, *, none_in_queue: bool) -> list[Asked]:
        """Those whose worker gives no sign any more, or that were lost on their way to one.

        Tasks of a batch are taken in the order in which they were sent.
        """
        now = time.monotonic()
        found = []
        for one in self._asked.values():
            if one.worker and now > one.heard_at + LEASE_S:
                one.lost += 1
                found.append(one)
        overdue = [one for one in self.waiting() if now > one.sent_at + _UNTAKEN_S]
        found += [one for one in overdue if none_in_queue or one.number < self._taken]
        self._taken = max([self._taken, *(one.number for one in self._asked.values() if one.worker)])
        return found

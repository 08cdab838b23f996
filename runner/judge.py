"""The judge as the supervisor sees it: a process, its messages, and what it had to say of its own failure."""

import re
from collections.abc import Iterator

from runner.backends.base import Process
from runner.messages import JudgeMessage, Started
from runner.protocol import Lines, parse_judge

_SAID = 64 * 1024


class Judge:
    """A started judge."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.started = False
        self.closed: set[int] = set()
        """Descriptors that were read to their end."""
        self._lines = Lines()
        self._said = bytearray()

    @property
    def ended(self) -> bool:
        """Whether it has closed every descriptor, so that all it had to say is known."""
        return self.closed >= set(self.process.filenos())

    def receive(self, fileno: int) -> Iterator[JudgeMessage]:
        """The messages that have arrived on a descriptor. Raises ProtocolError."""
        for stream, data in self.process.read(fileno):
            if not data:
                self.closed.add(fileno)
            elif stream == "err":
                self._said += data[: _SAID - len(self._said)]
            else:
                for message in map(parse_judge, self._lines.feed(data)):
                    self.started = self.started or isinstance(message, Started)
                    yield message

    def error(self) -> str:
        """The line of what it said that names an error, and where in the tests, without the paths of this host."""
        # Node puts an error without a stack into brackets.
        found = re.search(r"^\[?((?:FATAL ERROR|\w*Error)\b.*?)\]?$", self.said(), re.M)
        place = re.search(r"^kata:/(\S+:\d+)$", self.said(), re.M)
        return f"{found[1][:500]}{f' ({place[1]})' if place else ''}" if found else ""

    def said(self) -> str:
        """What it wrote to standard error: an error of the kata's tests, or of bubblewrap."""
        return self._said.decode("utf-8", "replace").strip()

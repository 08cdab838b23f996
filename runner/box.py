"""One box as the supervisor sees it: a process, its messages, and what it printed for which act."""

import re
import time
from collections.abc import Iterator

from runner.backends.base import Process
from runner.messages import BoxMessage
from runner.protocol import Lines, ProtocolError, TooLong, parse_box

_MARK = re.compile(rb"\0([0-9a-f]{16}|next)\n")
_TAIL = 16 * 1024
_CPU_AGE_S = 0.1


class Flood(Exception):
    """The box put out more than it may during one act; the text says what."""


class Box:
    """A started box. `ready`, `scenarios` (what it can act) and `loaded` are the supervisor's to set."""

    def __init__(self, process: Process, *, output_bytes: int) -> None:
        self.process = process
        self.ready = False
        self.scenarios: frozenset[str] = frozenset()
        self.loaded = False
        self.ended = False
        self._lines = Lines()
        self._printed = bytearray()
        self._output_bytes = output_bytes
        self._err_left = output_bytes
        self._out_left = 0
        self._cpu_s: float | None = None
        self._cpu_read_at = float("-inf")
        self.begin_act()

    def begin_act(self) -> None:
        """Give the next act its full measure of output.

        Twice, because what is printed while the next act's solution is loaded ahead may be read before the reply.
        """
        self._err_left = 2 * self._output_bytes
        self._out_left = 4 * 1024 * 1024

    def cpu_before(self) -> float | None:
        """Processor seconds used before the act that begins, as read at most a tenth of a second ago.

        Reading costs about as much as an act, and a tenth of a second decides nothing about a limit of one.
        """
        now = time.monotonic()
        if now - self._cpu_read_at > _CPU_AGE_S:
            self._cpu_s, self._cpu_read_at = self.process.cpu_s(), now
        return self._cpu_s

    def receive(self, fileno: int) -> Iterator[BoxMessage]:
        """The messages that have arrived on a descriptor. Raises ProtocolError or Flood."""
        for stream, data in self.process.read(fileno):
            if not data:
                self.ended = True
            elif stream == "err":
                self._print(data)
            else:
                self._out_left -= len(data)
                if self._out_left < 0:
                    raise Flood("more than 4 MB came from the solution's process")
                yield from self._parse(data)

    def _parse(self, data: bytes) -> Iterator[BoxMessage]:
        try:
            for line in self._lines.feed(data):
                yield parse_box(line)
        except TooLong as error:
            raise Flood("what was to be observed is too long to be carried") from error

    def _print(self, data: bytes) -> None:
        self._printed += data
        self._err_left -= len(data)
        if self._err_left < 0:
            raise Flood("the solution printed too much")

    def drain(self) -> None:
        """Read what is there to be read, as evidence, after the box has ended or before it is ended."""
        for fileno in self.process.filenos():
            try:
                for _ in self.receive(fileno):
                    pass
            except (ProtocolError, Flood, OSError):
                continue

    def tail(self) -> bytes:
        """The last that it printed."""
        return bytes(self._printed[-_TAIL:])

    def console(self) -> list[tuple[str, str]]:
        """(act's id, what was printed during it), in order."""
        parts = _MARK.split(bytes(self._printed))
        found, ahead = [], b""
        for id_, text in zip(parts[1::2], parts[2::2], strict=True):
            if id_ == b"next":  # printed while the solution was loaded, for the act that is named then
                ahead += text
            else:
                found.append((id_.decode(), (ahead + text).decode("utf-8", "replace")))
                ahead = b""
        return found

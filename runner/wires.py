"""Waits on the descriptors of several processes at once: for output to read, and for room to write."""

import selectors
from collections.abc import Iterator

from runner.backends.base import Process


class Wires:
    """The processes that are watched, each under a name."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._watched: dict[int, str] = {}
        self._full: dict[int, Process] = {}

    def watch(self, name: str, process: Process) -> None:
        """Report output of `process` under `name` from now on."""
        for fileno in process.filenos():
            self._watched[fileno] = name
            self._update(fileno)
        self.send(process, b"")

    def unwatch(self, process: Process) -> None:
        """Forget a process; to be called before its descriptors are closed."""
        full = [fileno for fileno, other in self._full.items() if other is process]
        for fileno in (*process.filenos(), *full):
            self._watched.pop(fileno, None)
            self._full.pop(fileno, None)
            self._update(fileno)

    def send(self, process: Process, data: bytes) -> None:
        """Write to a process; what does not go at once goes as soon as there is room."""
        process.write(data)
        fileno = process.unsent()
        if fileno is not None:
            self._full[fileno] = process
            self._update(fileno)

    def wait(self, timeout_s: float) -> Iterator[tuple[str, int]]:
        """(name, descriptor) of what has output to read; writes what is waiting to be written."""
        for key, mask in self._selector.select(timeout_s):
            if mask & selectors.EVENT_WRITE and (process := self._full.pop(key.fd, None)):
                self._update(key.fd)
                self.send(process, b"")
            if mask & selectors.EVENT_READ and key.fd in self._watched:
                yield self._watched[key.fd], key.fd

    def close(self) -> None:
        """Forget everything."""
        self._selector.close()

    def silence(self, fileno: int) -> None:
        """Stop reporting a descriptor that has reached its end."""
        self._watched.pop(fileno, None)
        self._update(fileno)

    def _update(self, fileno: int) -> None:
        events = (selectors.EVENT_READ if fileno in self._watched else 0) | (
            selectors.EVENT_WRITE if fileno in self._full else 0
        )
        known = fileno in self._selector.get_map()
        if events and known:
            self._selector.modify(fileno, events)
        elif events:
            self._selector.register(fileno, events)
        elif known:
            self._selector.unregister(fileno)

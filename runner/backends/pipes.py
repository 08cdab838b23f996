"""The streams of a child process, read and written without blocking."""

import contextlib
import os
import subprocess
from collections.abc import Sequence
from typing import Any

from runner.backends.base import Stream

_CHUNK = 64 * 1024


class Pipes:
    """A child process with its three standard streams as pipes."""

    def __init__(self, argv: Sequence[str], **popen: Any) -> None:
        self.child = subprocess.Popen(
            argv,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            start_new_session=True,
            **popen,
        )
        assert self.child.stdin
        assert self.child.stdout
        assert self.child.stderr
        self._stdin = self.child.stdin.fileno()
        self._streams: dict[int, Stream] = {self.child.stdout.fileno(): "out", self.child.stderr.fileno(): "err"}
        for fileno in (self._stdin, *self._streams):
            os.set_blocking(fileno, False)
        self._open = set(self._streams)
        self._queue = bytearray()

    def filenos(self) -> tuple[int, ...]:
        """The descriptors of standard output and standard error."""
        return tuple(self._streams)

    def read(self, fileno: int) -> list[tuple[Stream, bytes]]:
        """What has arrived, as Process.read has it."""
        try:
            data = os.read(fileno, _CHUNK)
        except BlockingIOError:
            return []
        if not data:
            self._open.discard(fileno)
        return [(self._streams[fileno], data)]

    @property
    def ended(self) -> bool:
        """Whether an output was read to its end: then the process is ending, or has closed it."""
        return len(self._open) < len(self._streams)

    def write(self, data: bytes) -> None:
        """Queue and send, as Process.write has it. What a dead child no longer reads is dropped."""
        self._queue += data
        while self._queue:
            try:
                sent = os.write(self._stdin, self._queue)
            except BlockingIOError:
                return
            except BrokenPipeError:
                self._queue.clear()
                return
            del self._queue[:sent]

    def unsent(self) -> int | None:
        """As Process.unsent has it."""
        return self._stdin if self._queue else None

    def wait(self) -> int:
        """Wait for the child, which must be dying, close the pipes, and give its return code."""
        code = self.child.wait()
        for stream in (self.child.stdin, self.child.stdout, self.child.stderr):
            with contextlib.suppress(OSError):
                stream.close()  # type: ignore[union-attr]
        return code

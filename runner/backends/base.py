"""What a sandbox is to the rest of kata: a job goes in, a process with streams comes out.

Backends know nothing of katas, tests or verdicts.
"""

import signal
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

Stream = Literal["out", "err"]

_MB = 1024 * 1024
_SENT = {128 + number for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM, signal.SIGKILL)}


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a process and everything it starts may use."""

    memory_bytes: int
    """Resident memory, all of it: see `Job.node_arguments` for the heap's part."""
    tasks: int = 64
    """Processes and threads together; Node alone has about a dozen."""
    scratch_bytes: int = 16 * 1024 * 1024
    """The size of /tmp, the only place that can be written to."""
    file_bytes: int = 16 * 1024 * 1024
    """The size of one file."""
    open_files: int = 256
    cpu_s: int = 60
    """Processor seconds of one process, after which the kernel ends it: the last resort."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """What to run: Node 24 with `node_args`, in a sandbox of its own.

    The harness is at /sandbox, read-only. `files` (relative path -> content) are at /job, read-only, before anything
    that is written to the process reaches it.
    """

    node_args: tuple[str, ...]
    files: Mapping[str, bytes]
    limits: Limits
    env: Mapping[str, str]
    spawns: bool = False
    """Whether it may start processes; threads it may start in any case."""
    localhost: bool = False
    """Whether it must know the loopback interface by that name, too, and not by 127.0.0.1 alone."""

    def node_arguments(self) -> list[str]:
        """Node's arguments, its heap bounded first: to half of the memory, so that a heap that is full mostly ends
        in Node's own message. Measured with Node 24: when it does, up to 170 MB more than the heap are in use.
        """
        heap = f"--max-old-space-size={self.limits.memory_bytes // 2 // _MB}"
        # Enough room for young objects that a run of small acts is not spent collecting them.
        return [heap, "--min-semi-space-size=16", *self.node_args]


@dataclass(frozen=True, kw_only=True)
class Ending:
    """How a process ended. `exit_code` is 128 + n when signal n ended it; None when it was killed by us."""

    exit_code: int | None
    out_of_memory: bool
    """True when the kernel or the watchdog ended it for its memory, by their own account."""
    peak_memory_bytes: int
    cpu_s: float
    starved: bool = False
    """True when the kernel ended something in it for a lack of memory that is not its own: others have taken it."""

    whose_is_unknown: bool = False
    """True when whoever says `out_of_memory` does not say whose limit was met: its own, or one around it."""

    @property
    def was_killed(self) -> bool:
        """Whether others may have ended it: by a signal that people and machines send, and faults do not, or because
        memory was short that is not its own.
        """
        if self.out_of_memory:
            return self.whose_is_unknown
        return self.exit_code in _SENT or self.starved


class Process(Protocol):
    """A started job. Not thread-safe. Whoever started it must call `close`, whatever happens.

    Any of these may raise SandboxError where the sandbox is a service that can fail.
    """

    def filenos(self) -> tuple[int, ...]:
        """Descriptors to wait on for output; what is read from them may belong to either stream."""

    def read(self, fileno: int) -> list[tuple[Stream, bytes]]:
        """What has arrived on `fileno`, without blocking: [] if nothing has; (stream, b"") at a stream's end."""

    def write(self, data: bytes) -> None:
        """Queue `data` for standard input and send what can be sent without blocking."""

    def unsent(self) -> int | None:
        """The descriptor to wait on until more can be written, or None when nothing is queued."""

    def confine(self) -> None:
        """Put the limits in force that can only be set on a running process.

        Called once, when the harness has said that it is ready and before it loads anything untrusted.
        Raises SandboxError.
        """

    def cpu_s(self) -> float | None:
        """Processor seconds used so far, or None where that cannot be told cheaply."""

    def memory(self) -> tuple[int, int] | None:
        """Resident bytes of everything inside, now and at their peak, or None where that cannot be told."""

    def over_memory(self) -> bool:
        """Whether the process is over its memory limit; where the kernel keeps the limit, always False."""

    def kill(self) -> Ending:
        """Kill everything in the sandbox, if it has not ended, and say how it ended. May be called again."""

    def close(self) -> None:
        """Kill it if it has not been, wait until nothing of it is alive, and remove it. May be called again."""


@dataclass(frozen=True, kw_only=True)
class Enforcement:
    """One thing a backend keeps on this host, and through what; `by` is None when it cannot."""

    what: str
    by: str | None


class Backend(Protocol):
    """A kind of sandbox."""

    name: str

    def start(self, job: Job) -> Process:
        """Start `job`. Raises SandboxError where this host cannot."""

    def describe(self) -> list[Enforcement]:
        """What is enforced on this host and through what. Raises SandboxError where nothing can be started."""

"""What memory there is, and how this process takes little of it."""

import contextlib
import ctypes
import sys
from pathlib import Path

_M_ARENA_MAX = -8  # glibc's malloc.h


def share_arena() -> None:
    """Have the threads that are begun from now on take memory where others have left some: mallopt(3).

    An arena for each, as glibc has it, grows to the most that any of them ever needed; ours wait for one another
    anyway. Where there is no glibc, this does nothing.
    """
    with contextlib.suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


def available_mb() -> int:
    """The memory that is free for programs: proc(5), /proc/meminfo; plenty where there is no such thing."""
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("MemAvailable:")) // 1024
    except (OSError, StopIteration, ValueError):
        return sys.maxsize

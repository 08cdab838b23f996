"""A second wall around the bubblewrap sandbox: system calls that Node never needs do not reach the kernel.

The filters are compiled (see compile.py) and checked in, so that no library is needed where they are used.
"""

import os
import sys
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent


@cache
def program(*, spawns: bool) -> bytes | None:
    """The filter for bubblewrap's `--seccomp` on this machine, None where there is none for it.

    With `spawns` the process may start others; without, only threads.
    """
    if sys.platform != "linux":
        return None
    file = path(os.uname().machine, spawns=spawns)
    return file.read_bytes() if file.is_file() else None


def path(machine: str, *, spawns: bool) -> Path:
    """Where the filter of a machine lies."""
    return _FOLDER / f"{machine}{'-spawns' if spawns else ''}.bpf"

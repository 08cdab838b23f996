"""A second wall around the bubblewrap sandbox: system calls that Node never needs do not reach the kernel.

The filters are compiled (see compile.py) and checked in, so that no library is needed where they are used.
"""

import platform
import sys
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent
_MACHINES = {"x86_64": "x86_64", "amd64": "x86_64", "aarch64": "aarch64", "arm64": "aarch64"}


@cache
def program(*, spawns: bool) -> bytes | None:
    """The filter for bubblewrap's `--seccomp` on this machine, None where there is none for it.

    With `spawns` the process may start others; without, only threads.
    """
    machine = _MACHINES.get(platform.machine().lower())
    if sys.platform != "linux" or machine is None:
        return None
    return path(machine, spawns=spawns).read_bytes()


def path(machine: str, *, spawns: bool) -> Path:
    """Where the filter of a machine lies."""
    return _FOLDER / f"{machine}{'-spawns' if spawns else ''}.bpf"

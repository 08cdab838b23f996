"""Work in a copy of this process: for what takes memory that this one is not to take."""

import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import NoReturn

from runner import interruption
from runner.errors import SandboxError

_LOOK_S = 0.02
_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def apart(work: Callable[[], int]) -> int:
    """The exit code of `work`, as `runner.main.guarded` has it. Whatever ends this process ends the copy, too.

    Nothing that is open on both sides may be used by both. Raises SandboxError when the copy is killed, and
    KeyboardInterrupt.
    """
    if sys.platform != "linux":  # elsewhere a copy without its threads is not safe
        return work()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    parent = os.getpid()
    copy = os.fork()
    if copy == 0:
        _end_with(work, parent)
    try:
        while not (ended := os.waitpid(copy, os.WNOHANG))[0]:
            interruption.check()
            time.sleep(_LOOK_S)
    except KeyboardInterrupt:
        os.kill(copy, signal.SIGKILL)
        os.waitpid(copy, 0)
        raise
    code = os.waitstatus_to_exitcode(ended[1])
    if code < 0:
        raise SandboxError(
            f"what writes the tables was ended by signal {-code}; what was judged is kept, run the same command again"
        )
    return code


def _end_with(work: Callable[[], int], parent: int) -> NoReturn:
    from runner.main import BUG, guarded

    code = BUG
    try:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it was killed before it could have been told
            os._exit(code)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # the process hears of it, and ends this one
        code = guarded(work)
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
    finally:
        os._exit(code)

"""Work in a copy of this process: for what takes memory that this one is not to take.

Whatever ends this process ends the copy, too. Nothing that is open on both sides may be used by both.
"""

import ctypes
import multiprocessing
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Generator, Iterable
from multiprocessing.connection import Connection
from typing import Any

from runner import interruption
from runner.errors import SandboxError

_LOOK_S = 0.02
_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_COPIES = sys.platform == "linux"  # elsewhere a copy without its threads is not safe


def apart(work: Callable[[], int]) -> int:
    """The exit code of `work`, as `runner.main.guarded` has it.

    Raises SandboxError when the copy is killed, and KeyboardInterrupt.
    """
    if not _COPIES:
        return work()
    copy = _copy(work)
    try:
        while not (ended := os.waitpid(copy, os.WNOHANG))[0]:
            interruption.check()
            time.sleep(_LOOK_S)
    except KeyboardInterrupt:
        _end(copy)
        raise
    return _code("writes the tables", ended[1])


def streamed(make: Callable[[], Iterable[Any]]) -> Generator[Any, None, None]:
    """What `make` gives, one after the other, and what it raises: all that pickle takes.

    Raises SandboxError when the copy is killed, and KeyboardInterrupt.
    """
    if not _COPIES:
        yield from make()
        return
    ours, theirs = multiprocessing.Pipe(duplex=False)
    copy = _copy(lambda: _send(make, theirs))
    theirs.close()
    try:
        while True:
            while not ours.poll(_LOOK_S):
                interruption.check()
            given, error = ours.recv()
            if error:
                raise error
            yield given
    except EOFError:
        ended, copy = os.waitpid(copy, 0)[1], 0
        if code := _code("reads the submissions", ended):
            raise SandboxError(f"what reads the submissions ended with {code}") from None
    finally:
        ours.close()
        if copy:
            _end(copy)


def _send(make: Callable[[], Iterable[Any]], receiver: Connection) -> int:
    try:
        for given in make():
            receiver.send((given, None))
    except Exception as error:
        error.add_note("".join(traceback.format_exception(error)))  # which pickle leaves behind
        receiver.send((None, error))
    return 0


def _copy(work: Callable[[], int]) -> int:
    """The process id of a copy that does the work, and ends with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    parent = os.getpid()
    if copy := os.fork():
        return copy
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


def _end(copy: int) -> None:
    os.kill(copy, signal.SIGKILL)
    os.waitpid(copy, 0)


def _code(what: str, ended: int) -> int:
    """The exit code in what waitpid says. Raises SandboxError where there is none."""
    code = os.waitstatus_to_exitcode(ended)
    if code < 0:
        raise SandboxError(
            f"what {what} was ended by signal {-code}; what was judged is kept, run the same command again"
        )
    return code

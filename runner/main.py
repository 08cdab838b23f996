"""Exceptions to exit codes: the only place that does it."""

import contextlib
import errno
import gc
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable

from runner import interruption

# Nothing heavier up here: until entry() has run, Ctrl-C ends in a traceback.
INTERRUPTED = 130
BUG = 4
SHORTAGE = 3
_UNWIND_S = 1.0
_INTERRUPTS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_SHORTAGES = (
    *(errno.EMFILE, errno.ENFILE, errno.EAGAIN, errno.ENOMEM, errno.ENOSPC, errno.EDQUOT),
    errno.EIO,  # a terminal that is gone, among other things
)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and give its exit code; `arguments` default to the process's own."""
    from runner.cli import cli

    # Under click's standalone mode a crash, Ctrl-C and a result of 1 would all end in 1.
    return guarded(lambda: cli.main(args=arguments, prog_name="kata", standalone_mode=False) or 0)


def guarded(work: Callable[[], int]) -> int:
    """The exit code that `work` gives, or that stands for what it raises, which is told in a sentence."""
    import click

    from runner.errors import KataRunnerError

    try:
        return work()
    except click.exceptions.Exit as error:
        return error.exit_code
    except SystemExit as error:  # click ends so when a shell asks for completions
        return error.code if isinstance(error.code, int) else 0
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except click.ClickException as error:
        with contextlib.suppress(OSError):
            error.show()
        return error.exit_code
    except KataRunnerError as error:
        from runner.formats.printable import printable

        _tell(f"kata: {printable(str(error))}")  # it may quote a file's name
        return error.exit_code
    except BrokenPipeError:
        sys.stderr.close()  # whoever read us has gone; nobody is left to tell
        return 1
    except Exception as error:
        return _shortage(error) if _is_shortage(error) else _bug(error)


def _is_shortage(error: BaseException) -> bool:
    """Whether an exception says that this machine has too little of something, which may come up anywhere."""
    if isinstance(error, RuntimeError):
        return "can't start new thread" in str(error)  # Python has no other name for it
    return isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno in _SHORTAGES)


def _shortage(error: BaseException) -> int:
    what = getattr(error, "strerror", None) or str(error) or "no memory is left"
    _tell(f"kata: this machine, or what it allows kata, does not suffice: {what}")
    return SHORTAGE


def _bug(error: Exception) -> int:
    import traceback

    _tell(f"kata: this is a bug in kata, not in the solution: {type(error).__name__}: {error}")
    if os.environ.get("KATA_DEBUG"):
        traceback.print_exception(error)
    else:
        _tell("set KATA_DEBUG=1 to see where, and report it")
    return BUG


def _tell(text: str) -> None:
    """A line on standard error, if that takes one: the exit code says the rest."""
    with contextlib.suppress(OSError):
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()


def entry() -> None:
    """What the `kata` command runs."""
    _open_streams()
    gc.disable()  # a run is short and makes no garbage to speak of; its imports would be slowed down by a tenth
    code = _attended()
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()  # a container that is being removed
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    # Taking the interpreter apart takes as long as forty acts, and nothing is left to be taken care of.
    os._exit(code)


def _open_streams() -> None:
    """Open those of the standard streams that the caller has closed, on nothing: a pipe of ours would pass for one."""
    while (fd := os.open(os.devnull, os.O_RDWR)) <= 2:
        os.set_inheritable(fd, True)
    os.close(fd)
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode))  # noqa: SIM115 # for as long as we run


def _attended() -> int:
    """Run main() in a thread, and see to interrupts here.

    Raised in the midst of the work, an interrupt would be lost in the callbacks that swallow every exception, or
    come out of a library as another one. The work looks for it where it can stop, and is left where it does not.
    """
    events: queue.SimpleQueue[int] = queue.SimpleQueue()
    for number in _INTERRUPTS:
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # which is what nohup(1) does
            signal.signal(number, lambda *_: events.put(INTERRUPTED))
    try:
        threading.Thread(target=_work, args=(events,), daemon=True).start()
    except RuntimeError as error:
        return _shortage(error)
    if (code := events.get()) != INTERRUPTED:
        return code
    for number in _INTERRUPTS:
        signal.signal(number, signal.SIG_IGN)  # what was begun is removed in any case
    interruption.request()
    with contextlib.suppress(queue.Empty):
        events.get(timeout=_UNWIND_S)
    if engine := sys.modules.get("runner.backends.engine"):
        engine.remove_own()
    _tell("interrupted")
    return INTERRUPTED


def _work(events: "queue.SimpleQueue[int]") -> None:
    code = BUG
    try:
        code = main()
    finally:
        events.put(code)  # whatever happens: somebody waits for it


if __name__ == "__main__":
    entry()

"""Exceptions to exit codes: the only place that does it."""

import contextlib
import gc
import os
import queue
import signal
import sys
import threading

from runner import interruption

# Nothing heavier up here: until entry() has run, Ctrl-C ends in a traceback.
INTERRUPTED = 130
BUG = 4
_UNWIND_S = 1.0


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and give its exit code; `arguments` default to the process's own."""
    import click

    from runner.cli import cli
    from runner.errors import KataRunnerError

    try:
        # Under click's standalone mode a crash, Ctrl-C and a result of 1 would all end in 1.
        return cli.main(args=arguments, prog_name="kata", standalone_mode=False) or 0
    except click.exceptions.Exit as error:
        return error.exit_code
    except SystemExit as error:  # click ends so when a shell asks for completions
        return error.code if isinstance(error.code, int) else 0
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except KataRunnerError as error:
        from runner.formats.printable import printable

        click.echo(f"kata: {printable(str(error))}", err=True)  # it may quote a file's name
        return error.exit_code
    except BrokenPipeError:
        sys.stderr.close()  # whoever read us has gone; nobody is left to tell
        return 1
    except Exception as error:
        return _bug(error)


def _bug(error: Exception) -> int:
    import traceback

    import click

    click.echo(f"kata: this is a bug in kata, not in the solution: {type(error).__name__}: {error}", err=True)
    if os.environ.get("KATA_DEBUG"):
        traceback.print_exception(error)
    else:
        click.echo("set KATA_DEBUG=1 to see where, and report it", err=True)
    return BUG


def entry() -> None:
    """What the `kata` command runs."""
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


def _attended() -> int:
    """Run main() in a thread, and see to interrupts here.

    Raised in the midst of the work, an interrupt would be lost in the callbacks that swallow every exception, or
    come out of a library as another one. The work looks for it where it can stop, and is left where it does not.
    """
    events: queue.SimpleQueue[int] = queue.SimpleQueue()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: events.put(INTERRUPTED))
    threading.Thread(target=_work, args=(events,), daemon=True).start()
    if (code := events.get()) != INTERRUPTED:
        return code
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # what was begun is removed in any case
    interruption.request()
    with contextlib.suppress(queue.Empty):
        events.get(timeout=_UNWIND_S)
    if engine := sys.modules.get("runner.backends.engine"):
        engine.remove_own()
    sys.stderr.write("interrupted\n")
    return INTERRUPTED


def _work(events: "queue.SimpleQueue[int]") -> None:
    code = BUG
    try:
        code = main()
    finally:
        events.put(code)  # whatever happens: somebody waits for it


if __name__ == "__main__":
    entry()

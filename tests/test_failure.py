"""Why an act gave no observation, in words."""

import pytest

from runner import failure
from runner.backends.base import Ending, Limits
from runner.messages import Died, Thrown

MB = 1024 * 1024
HEAP = b"FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory"


@pytest.mark.parametrize(
    ("ending", "printed", "words"),
    [
        (
            Ending(exit_code=134, out_of_memory=False, peak_memory_bytes=190 * MB, cpu_s=1),
            HEAP,
            "more than 256 MB of memory (Node's heap was full; it had 190 MB at its peak)",
        ),
        (
            Ending(exit_code=134, out_of_memory=False, peak_memory_bytes=0, cpu_s=1),
            HEAP,
            "more than 256 MB of memory (Node's heap was full)",
        ),
        (
            Ending(exit_code=137, out_of_memory=True, peak_memory_bytes=256 * MB, cpu_s=1),
            b"",
            "more than 256 MB of memory (the kernel ended it; it had 256 MB at its peak)",
        ),
        (
            Ending(exit_code=137, out_of_memory=False, peak_memory_bytes=256 * MB, cpu_s=1),
            b"",
            "the process ended by signal 9 during the act",
        ),
        (
            Ending(exit_code=134, out_of_memory=False, peak_memory_bytes=0, cpu_s=1),
            b"",
            "the process ended by signal 6 during the act",
        ),
    ],
)
def test_memory_is_told_from_evidence_only(ending: Ending, printed: bytes, words: str) -> None:
    """Node's own message or the kernel's count say that it was memory; an exit code does not."""
    assert failure.of_ending(ending, printed, memory_mb=256, loaded=True).message == words


def test_what_holds_the_loop_is_told_in_words_that_are_ours() -> None:
    """Names that Node does not give are left out: the box may say anything."""
    told = failure.of_patience(
        4.0, loaded=True, waits="an answer", holds=["Timeout", "TCPSocketWrap", "TCPSocketWrap", "\x1b[31mred"]
    )
    assert told.message == (
        "still running after 4 s, the limit for one act: an answer did not come; the event loop waits for 2 sockets, 1 timer"
    )


@pytest.mark.parametrize(
    ("message", "limit"),
    [
        ("EMFILE: too many open files, open '/tmp/x'", "; a process may have 100 files open"),
        ("Worker initialization failure: EMFILE", "; a process may have 100 files open"),
        ("ENOSPC: no space left on device, write", "; all files in /tmp together may have 8 MB"),
        ("ENOSPC: System limit for number of file watchers reached, watch '/tmp'", ""),
        ("EFBIG: file too large, write", "; a file may have 4 MB"),
        ("EAGAIN", "; there may be 40 processes and threads, of which Node takes about a dozen"),
        (
            "spawn /usr/local/bin/node EAGAIN",
            "; there may be 40 processes and threads, of which Node takes about a dozen",
        ),
        ("EAGAIN: resource temporarily unavailable, read", ""),
        ("ENOENT: no such file or directory, open '/tmp/x'", ""),
    ],
)
def test_an_error_for_a_limit_is_told_with_the_limit(message: str, limit: str) -> None:
    """What a candidate can act on is the number; an error that is not for a limit of ours stays as it is."""
    limits = Limits(memory_bytes=256 * MB, tasks=40, scratch_bytes=8 * MB, file_bytes=4 * MB, open_files=100)
    died = Died(id="1", origin="uncaughtException", code=None, thrown=Thrown(name="Error", message=message, stack=""))
    told = failure.of_death(died, limits=limits, loaded=True).message
    assert told == f"the process ended with an uncaught exception: Error: {message}{limit}"

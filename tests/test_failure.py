"""Why an act gave no observation, in words."""

import pytest

from runner import failure
from runner.backends.base import Ending

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

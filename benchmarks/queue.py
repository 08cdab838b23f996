"""What a queue costs: a batch over Redis against the same batch over a local pool of the same size, side by side."""

import contextlib
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks.run import SOLUTION, seconds

SLOTS = 4
SUBMISSIONS = 48
ROUNDS = 5
KATA = [sys.executable, "-m", "runner.main"]


@contextlib.contextmanager
def redis(folder: Path, preexec_fn: Callable[[], None] | None = None) -> Iterator[str]:
    """A Redis for as long as it is needed, and its URL; it begins with `preexec_fn`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    with running(["redis-server", *options], preexec_fn):
        url = f"redis://127.0.0.1:{port}/0"
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.05)
        yield url


@contextlib.contextmanager
def running(command: Sequence[str], preexec_fn: Callable[[], None] | None = None) -> Iterator[None]:
    """A process for as long as it is needed."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=preexec_fn)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


@contextlib.contextmanager
def workers(url: str, count: int, jobs: int, folder: Path) -> Iterator[None]:
    """So many workers of so many slots, once each has judged something."""
    with contextlib.ExitStack() as stack:
        for number in range(count):
            cache = str(folder / f"cache-{number}")
            options = ["--queue", url, "--jobs", str(jobs), "--sandbox", "bubblewrap", "--cache", cache]
            stack.enter_context(running([*KATA, "worker", *options]))
        time.sleep(5)
        yield


def batch(handed_in: Path, *options: str) -> float:
    """The seconds of a batch from its start to its end."""
    with tempfile.TemporaryDirectory() as out:
        command = [*KATA, "grade", "event-emitter", str(handed_in), "--out", f"{out}/grades", "-q", *options]
        return seconds(command, {})


def submissions(folder: Path) -> Path:
    """Submissions that differ, and take the same."""
    folder.mkdir()
    for number in range(SUBMISSIONS):
        (folder / f"{number}.mjs").write_text(f"// {number}\n{SOLUTION.read_text()}")
    return folder


def main() -> int:
    """Print the medians, and what they are to one another."""
    if shutil.which("redis-server") is None:
        print("redis-server is not installed")
        return 3
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        handed_in = submissions(folder / "handed-in")
        local, over = ("--jobs", str(SLOTS), "--sandbox", "bubblewrap"), "--queue"
        with redis(folder) as url:
            for count, jobs in ((1, SLOTS), (SLOTS, 1)):
                with workers(url, count, jobs, folder):
                    batch(handed_in, over, url)  # which sends them the kata
                    pairs = [(batch(handed_in, *local), batch(handed_in, over, url)) for _ in range(ROUNDS)]
                here, there = (statistics.median(times) for times in zip(*pairs, strict=True))
                ratio = statistics.median(b / a for a, b in pairs)
                print(
                    f"{count} worker{'s' if count > 1 else ''} of {jobs}: {SUBMISSIONS} submissions in {there:.1f} s, "
                    f"locally {here:.1f} s ({os.cpu_count()} processors); "
                    f"{(there - here) / SUBMISSIONS * 1000:+.0f} ms each; "
                    f"ratio {ratio:.2f} (wanted: at most 1.10)"
                )
    return 0


if __name__ == "__main__":
    sys.exit(main())

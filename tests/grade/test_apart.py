"""Work in a copy of the process."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from runner.errors import SandboxError, UsageError
from runner.grade.apart import apart, streamed
from tests.conftest import wait_for


def test_its_exit_code_is_the_works() -> None:
    """What the work does to the process stays in the copy."""
    seen: list[int] = []
    assert apart(lambda: seen.append(1) or 7) == 7  # type: ignore[func-returns-value]
    assert seen == []


def test_what_it_raises_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    """In a sentence, and with the exit code that it has everywhere."""

    def work() -> int:
        raise UsageError("this cannot be written")

    assert apart(work) == 2
    assert capfd.readouterr().err == "kata: this cannot be written\n"


def test_a_copy_that_is_killed_is_no_success() -> None:
    """As where memory is short."""

    def work() -> int:
        os.kill(os.getpid(), signal.SIGKILL)
        return 0

    with pytest.raises(SandboxError, match="ended by signal 9"):
        apart(work)


def test_a_copy_goes_with_its_process(tmp_path: Path) -> None:
    """Killed with -9, the process leaves nobody who still writes."""
    note = tmp_path / "pid"
    script = (
        "import os, sys, time\n"
        "from runner.grade.apart import apart\n"
        "def work():\n"
        "    open(sys.argv[1], 'w').write(f'{os.getpid()}\\n')\n"
        "    time.sleep(60)\n"
        "apart(work)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(note)]) as process:
        wait_for(lambda: note.exists() and note.read_text().endswith("\n"))
        process.kill()
    copy = Path("/proc", note.read_text().strip(), "stat")
    wait_for(lambda: not copy.exists() or copy.read_text().split()[2] == "Z")


def test_what_a_copy_gives_comes_one_after_the_other(tmp_path: Path) -> None:
    """Of its doings nothing else is in this process, and of what nobody takes there is not much."""
    seen: list[int] = []

    def make() -> Iterator[tuple[int, bytes]]:
        for number in range(100):
            seen.append(number)
            (tmp_path / str(number)).touch()
            yield number, bytes(2**20)

    given = streamed(make)
    assert next(given) == (0, bytes(2**20))
    assert len([*tmp_path.iterdir()]) < 10
    assert [number for number, _ in given] == [*range(1, 100)]
    assert seen == []


def test_what_a_copy_raises_is_raised_here() -> None:
    """Behind what it gave, and with where it was raised."""

    def make() -> Iterator[int]:
        yield 1
        raise UsageError("there is nothing here")

    given = streamed(make)
    assert next(given) == 1
    with pytest.raises(UsageError, match="there is nothing here") as raised:
        next(given)
    assert "in make" in raised.value.__notes__[0]


def test_a_copy_that_is_killed_has_not_given_all() -> None:
    """A list that is cut off is no shorter list."""

    def make() -> Iterator[int]:
        yield 1
        os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(SandboxError, match="what reads the submissions was ended by signal 9"):
        list(streamed(make))


def test_a_copy_that_nobody_listens_to_is_ended() -> None:
    """At once, and whatever it is at."""

    def make() -> Iterator[int]:
        yield os.getpid()
        signal.pause()

    given = streamed(make)
    copy = Path("/proc", str(next(given)))
    assert copy.exists()
    given.close()
    assert not copy.exists()

"""Work in a copy of the process."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from runner.errors import SandboxError, UsageError
from runner.grade.apart import apart
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

"""`kata run --watch`: what happens at each save."""

import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from runner.commands.watch import differences
from runner.verdict import Verdict
from tests.conftest import ROOT, SOLUTIONS
from tests.factory import report, result
from tests.test_cli import below

REFERENCE = SOLUTIONS / "accepted" / "reference.mjs"
FIRST = SOLUTIONS / "partially_accepted" / "first-attempt.mjs"
ENDLESS = "export class MyEventEmitter { on() { for (;;); } }"


class Watcher:
    """A watch that goes on by itself; what it prints is collected."""

    def __init__(self, path: Path, *options: str, terminal: bool = False) -> None:
        command = [sys.executable, "-m", "runner.main", "run", "event-emitter", str(path), "--watch", *options]
        ours, theirs = pty.openpty() if terminal else os.pipe()
        env = os.environ | {"PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(
            command, stdout=theirs, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, env=env, cwd=path.parent
        )
        os.close(theirs)
        os.set_blocking(ours, False)
        self._ours, self.seen = ours, ""

    def until(self, words: str) -> str:
        """What was printed since the last time, up to these words."""
        deadline = time.monotonic() + 60
        while words not in self.seen:
            assert time.monotonic() < deadline, self.seen
            assert self.process.poll() is None, self.seen
            try:
                self.seen += os.read(self._ours, 65536).decode()
            except BlockingIOError:
                time.sleep(0.02)
        told, _, self.seen = self.seen.partition(words)
        return told + words

    def end(self, number: int = signal.SIGINT) -> int:
        """Interrupt it, and give its exit code."""
        self.process.send_signal(number)
        code = self.process.wait(60)
        os.close(self._ours)
        assert self.process.stderr
        self.process.stderr.close()
        return code


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A solution in a folder of its own, accepted in part."""
    folder = tmp_path / "mine"
    folder.mkdir()
    return Path(shutil.copy(FIRST, folder / "event-emitter.mjs"))


@pytest.fixture
def watcher(place: Path) -> Iterator[Watcher]:
    """A watch of that solution, which has been judged once."""
    started = Watcher(place, "--sandbox", "bubblewrap")
    started.until("partially_accepted  28/41")
    yield started
    if started.process.poll() is None:
        started.end()


def save(place: Path, text: str) -> None:
    """As editors do: another file is written, and renamed."""
    other = place.with_suffix(".swp")
    other.write_text(text)
    other.replace(place)


def test_a_save_is_judged_and_what_changed_is_told(watcher: Watcher, place: Path) -> None:
    """Also when the file is replaced by another one."""
    save(place, REFERENCE.read_text())
    told = watcher.until("was partially_accepted, 28/41 points")
    assert "now passes: E1, E2, E3, E4, E5, E6, E7, E8" in told


def test_a_file_that_is_gone_for_a_moment_is_waited_for(watcher: Watcher, place: Path) -> None:
    """Its absence is told, and its return judged."""
    place.unlink()
    watcher.until("No such file or directory")
    place.write_text(REFERENCE.read_text())
    watcher.until("accepted  41/41")


def test_a_save_ends_the_run_before_it(watcher: Watcher, place: Path) -> None:
    """Nobody waits for a loop that has been mended."""
    save(place, ENDLESS)
    time.sleep(0.5)
    save(place, REFERENCE.read_text())
    assert "time_limit" not in watcher.until("accepted  41/41")


def test_other_files_beside_it_are_no_change(watcher: Watcher, place: Path) -> None:
    """Nor is a report that is written there."""
    (place.parent / "notes.txt").write_text("x")
    save(place, REFERENCE.read_text())
    assert watcher.until("accepted  41/41").count("Event emitter:") == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_its_end_leaves_nothing_behind(watcher: Watcher, place: Path, number: int) -> None:
    """Also in the midst of a run."""
    save(place, ENDLESS)
    time.sleep(0.5)
    assert watcher.end(number) == 130
    assert below(watcher.process.pid, "bubblewrap") == ""


def test_a_terminal_shows_one_screen(place: Path) -> None:
    """A report takes the place of the one before, is cut to the screen's height, and ends with the verdict."""
    watcher = Watcher(place, "--sandbox", "bubblewrap", terminal=True)
    first = watcher.until("waiting for the next save")
    screen = first.rpartition("\x1b[H")[2]
    assert "more lines" in screen
    assert screen.count("\n") <= 24
    assert "partially_accepted" in screen.splitlines()[-3]
    save(place, REFERENCE.read_text())
    assert "\x1b[2J" not in watcher.until("41/41")
    assert watcher.end() == 130


def test_a_report_within_the_watched_folder_starts_no_other_run(tmp_path: Path) -> None:
    """What is written by the watch itself is no change."""
    folder = tmp_path / "mine"
    folder.mkdir()
    shutil.copy(FIRST, folder / "event-emitter.mjs")
    watcher = Watcher(folder, "--report", str(folder / "report.json"), "--sandbox", "bubblewrap")
    watcher.until("28/41")
    save(folder / "event-emitter.mjs", REFERENCE.read_text())
    assert "nothing has changed" not in watcher.until("41/41")
    assert watcher.end() == 130


def test_standard_input_cannot_be_watched() -> None:
    """It is said what can."""
    command = [sys.executable, "-m", "runner.main", "run", "event-emitter", "-", "--watch"]
    told = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, cwd=ROOT, check=False)
    assert (told.returncode, "name a file or a folder" in told.stderr) == (2, True)


def test_differences_name_requirements_once() -> None:
    """Several tests of one requirement are one change; without any, that is told."""
    was = report(result("C1.1"), result("C1.2"), result("E1.1", "wrong_answer"))
    now = report(result("C1.1", "wrong_answer"), result("C1.2", "time_limit"), result("E1.1"))
    now = replace(now, verdict=Verdict.TIME_LIMIT)
    assert differences(was, now) == [
        "now passes: E1",
        "no longer passes: C1",
        "was accepted, 2/3 points",
    ]
    assert differences(was, was) == ["nothing has changed in what passes"]

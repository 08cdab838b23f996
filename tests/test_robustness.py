"""Runs on a machine that has too little of something: descriptors, processes, memory, disk, time, patience."""

import contextlib
import json
import os
import resource
import signal
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.backends.test_user import interpreter, reaches
from tests.conftest import KATA_TOML, ROOT, SOLUTIONS, Outcome, wait_for
from tests.robustness import IMPATIENT, adopting, end, start
from tests.test_kills import processes

Kata = Callable[..., Outcome]
MakeKata = Callable[..., Path]
Solution = Callable[..., Path]

REFERENCE = SOLUTIONS / "accepted" / "reference.mjs"
REAL = KATA_TOML.replace('"virtual"', '"real"')
GOOD = "export const answer = (x) => 2 * x;\n"
HANGS_ONCE = "export const answer = (x) => { while (x === 1); return 2 * x; };\n"
SLOW = """\
export const answer = (x) => {
  process.title = 'acting'; // which the host sees
  return new Promise((resolve) => setTimeout(resolve, x === 1 ? 1000 : 0, 2 * x));
};
"""
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can do this to a machine")


@pytest.fixture(autouse=True)
def _adopting() -> Iterator[None]:
    with adopting():
        yield


def verdict(outcome: Outcome) -> tuple[int, str | None]:
    """The exit code and the verdict of a run, if there is one."""
    return outcome.code, json.loads(outcome.out)["verdict"] if outcome.out else None


def is_accepted_or_told(outcome: Outcome) -> bool:
    """Whether an accepted solution was accepted, or a sentence says why nothing was judged."""
    told = outcome.err.startswith("kata: ") and len(outcome.err.splitlines()) == 1
    return verdict(outcome) in [(0, "accepted"), (3, "internal_error")] or (verdict(outcome) == (3, None) and told)


def few(which: int, soft: int, hard: int) -> Callable[[], None]:
    """Called in a new process: it may have few of something."""
    return lambda: resource.setrlimit(which, (soft, hard))


# Descriptors and processes


@pytest.mark.parametrize("number", [64, 20, 18, 16, 8])
def test_few_descriptors_cost_no_verdict(sandbox: str, number: int) -> None:
    """With however few open files kata judges rightly, or says that it cannot."""
    limit = few(resource.RLIMIT_NOFILE, number, 4096)
    assert is_accepted_or_told(
        outcome := end(start("event-emitter", REFERENCE, "--sandbox", sandbox, preexec_fn=limit), sandbox)
    ), outcome


@pytest.mark.parametrize("sandbox", ["bubblewrap"], indirect=True)
@pytest.mark.parametrize(
    ("which", "words"),
    [
        (resource.RLIMIT_NOFILE, "256 open files, and kata may only have 40: raise `ulimit -n`"),
        (resource.RLIMIT_NPROC, "64 processes, and kata may only have 40: raise `ulimit -u`"),
    ],
)
def test_a_limit_that_a_box_could_not_have_is_named(sandbox: str, which: int, words: str) -> None:
    """A box with less than it is promised might fail a good solution: there is none, and the sentence says what to do."""
    run = start("event-emitter", REFERENCE, "--sandbox", sandbox, preexec_fn=few(which, 40, 40))
    outcome = end(run, sandbox)
    assert (verdict(outcome), words in outcome.err) == ((3, None), True), outcome


@needs_root
@pytest.mark.parametrize("number", [1, 2, 3, 4, 8, 12])
def test_few_processes_cost_no_verdict(tmp_path: Path, number: int) -> None:
    """Where a process or a thread cannot be started, at whatever point, kata says so and nothing stays behind."""
    user, packages = 1_400_000_000 + os.getpid(), sysconfig.get_path("purelib")
    python = interpreter(user)
    if not (reaches(user, Path(packages)) and reaches(user, ROOT / "tests")):
        pytest.skip("an ordinary user cannot read this installation")

    def become_somebody() -> None:
        resource.setrlimit(resource.RLIMIT_NPROC, (number, 4096))
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)

    run = start(
        *("event-emitter", REFERENCE, "--sandbox", "bubblewrap"),
        code=IMPATIENT,
        python=python,
        preexec_fn=become_somebody,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": f"{ROOT}:{packages}", "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert is_accepted_or_told(outcome := end(run, "bubblewrap")), outcome


# Standard streams and the disk


def test_a_full_standard_output_is_told(make_kata: MakeKata, solution: Solution) -> None:
    """A verdict that cannot be told is none: exit code 3 and a sentence."""
    with Path("/dev/full").open("w") as full:
        outcome = end(start(make_kata(), solution(GOOD), stdout=full), "bubblewrap")
    assert (outcome.code, outcome.err) == (
        3,
        "kata: this machine, or what it allows kata, does not suffice: No space left on device\n",
    )


def test_a_reader_that_has_seen_enough_changes_no_verdict(make_kata: MakeKata, solution: Solution) -> None:
    """Where nobody reads standard output any more the exit code still tells, and kata says nothing of it."""
    read, write = os.pipe()
    os.close(read)
    outcome = end(start(make_kata(), solution(GOOD), stdout=write), "bubblewrap")
    os.close(write)
    assert (outcome.code, outcome.err) == (0, "")


def test_a_full_standard_error_changes_no_exit_code() -> None:
    """A sentence that cannot be said leaves the exit code as it is."""
    with Path("/dev/full").open("w") as full:
        for arguments, code in ((["event-emiter"], 2), (["event-emitter", "--only"], 2), (["./nowhere"], 2)):
            run = start(*arguments, stderr=full)
            assert (run.wait(60), run.communicate()[0]) == (code, "")


@pytest.mark.parametrize("closed", [(1,), (0, 1, 2)])
def test_closed_standard_streams_are_taken_for_silence(
    make_kata: MakeKata, solution: Solution, sandbox: str, closed: tuple[int, ...]
) -> None:
    """Started without a standard stream, as some services start programs, kata judges as ever."""
    folder, path = make_kata(), solution(GOOD)
    run = start(folder, path, "--sandbox", sandbox, preexec_fn=lambda: [*map(os.close, closed)])
    assert end(run, sandbox).code == 0


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system without room, with a report of an earlier run on it."""
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(disk)], check=True)
    try:
        (disk / "report.json").write_text("old")
        with contextlib.suppress(OSError), (disk / "full").open("wb", buffering=0) as file:
            while True:
                file.write(bytes(1024))
        yield disk
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@needs_root
def test_a_full_disk_leaves_no_half_report(
    sandbox: str, make_kata: MakeKata, solution: Solution, full_disk: Path
) -> None:
    """A report that finds no room is told as one that cannot be written; the old one stays, and no other file."""
    report = full_disk / "report.json"
    env = {**os.environ, "TMPDIR": str(full_disk)}
    outcome = end(start(make_kata(), solution(GOOD), "--sandbox", sandbox, "--output", report, env=env), sandbox)
    assert (outcome.code, "accepted  3/3" in outcome.out) == (2, True)  # what was judged is told all the same
    assert f"{report}: could not be written: No space left on device" in outcome.err
    assert report.read_text() == "old"
    assert sorted(path.name for path in full_disk.iterdir()) == ["full", "report.json"]


# Time

JUMPS = """\
import itertools, time, datetime
_real, _jumps = time.time, itertools.cycle((0, 86400, -86400, 3e8))
time.time = lambda: _real() + next(_jumps)
class Jumping(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(time.time(), tz)
datetime.datetime = Jumping
"""


def hangs_for_one_test(outcome: Outcome) -> bool:
    """Whether HANGS_ONCE got what it deserves."""
    return [test["status"] for test in json.loads(outcome.out)["tests"]] == ["time_limit", "passed", "passed"]


def test_a_clock_that_jumps_moves_no_deadline(
    sandbox: str, make_kata: MakeKata, solution: Solution, tmp_path: Path
) -> None:
    """With the time of day set forth and back at each look, what hangs is still ended in time, and nothing else."""
    (tmp_path / "sitecustomize.py").write_text(JUMPS)
    env = {**os.environ, "PYTHONPATH": f"{tmp_path}:{ROOT}"}
    assert hangs_for_one_test(end(start(make_kata(), solution(HANGS_ONCE), "--sandbox", sandbox, env=env), sandbox))


def test_a_time_of_its_own_moves_no_deadline(kata: Kata, sandbox: str, make_kata: MakeKata, solution: Solution) -> None:
    """In a time namespace, as some containers have, kata judges as elsewhere."""
    shifted = ["unshare", "--time", "--monotonic", "100000", "--boottime", "100000"]
    if subprocess.run([*shifted, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine has no time namespaces for us")
    command = [*shifted, sys.executable, "-m", "runner.main", "run", make_kata(), solution(HANGS_ONCE)]
    run = subprocess.Popen(
        [*map(str, command), "--sandbox", sandbox, "--format", "json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert hangs_for_one_test(end(run, sandbox))


# Load


def test_eight_runs_at_once_get_each_its_own_verdict(sandbox: str, make_kata: MakeKata, solution: Solution) -> None:
    """However busy the machine is, a good solution is accepted, a wrong one is wrong, and only a hanging one hangs."""
    kinds = {
        "accepted": GOOD,
        "wrong_answer": "export const answer = (x) => x + 1;",
        "time_limit": HANGS_ONCE,
        "runtime_error": "process.exit();",
    }
    folder = make_kata()
    runs = [
        (wanted, start(folder, solution(text, f"{wanted}.mjs"), "--sandbox", sandbox))
        for wanted, text in [*kinds.items()] * 2
    ]
    for _, run in runs:
        run.wait(120)
    assert [(wanted, verdict(end(run, sandbox))[1]) for wanted, run in runs] == [(wanted, wanted) for wanted, _ in runs]


@pytest.fixture
def squeeze() -> Iterator[Path]:
    """A control group for kata and all that it starts."""
    group = Path(f"/sys/fs/cgroup/memory/squeeze-{os.getpid()}")
    try:
        group.mkdir()
    except OSError as error:
        pytest.skip(f"no control group of version 1 can be made here: {error.strerror}")
    try:
        yield group
    finally:
        for folder in [*group.glob("kata-*"), group]:
            wait_for(lambda folder=folder: removed(folder))  # type: ignore[misc]


def removed(folder: Path) -> bool:
    """Whether the kernel lets go of a control group."""
    with contextlib.suppress(OSError):
        folder.rmdir()
    return not folder.exists()


@pytest.mark.parametrize("sandbox", ["bubblewrap"], indirect=True)
@pytest.mark.parametrize("megabytes", [180, 150, 50])
def test_a_machine_without_memory_fails_no_solution(
    sandbox: str, make_kata: MakeKata, solution: Solution, squeeze: Path, megabytes: int
) -> None:
    """A box that the kernel ends below its own limit is not over it: the solution is accepted, or nothing is judged."""
    path = solution(
        "export const answer = (x) => { const kept = Array.from({ length: 15 }, () => Buffer.alloc(8e6, 1)); return 2 * x; };"
    )
    (squeeze / "memory.limit_in_bytes").write_text(str(megabytes << 20))
    run = start(
        *(make_kata(), path, "--sandbox", sandbox),
        preexec_fn=lambda: (squeeze / "cgroup.procs").write_text(str(os.getpid())) and None,
    )
    outcome = end(run, sandbox)
    assert outcome.code == -signal.SIGKILL or is_accepted_or_told(outcome), outcome


# Signals


def party(run: int, sandbox: str, words: str) -> int:
    """The process of a run whose command line begins with or, being Node's, holds the words; once it is there."""
    found: list[int] = []

    def is_there() -> bool:
        found[:] = [
            pid
            for pid, command in processes(run, sandbox).items()
            if command.startswith(words) or (words in command and command.split()[0].endswith("node"))
        ]
        return bool(found)

    wait_for(is_there)
    return found[0]


def stop(pid: int, seconds: float) -> None:
    """Stop a process, and let it go on after some seconds."""
    os.kill(pid, signal.SIGSTOP)
    time.sleep(seconds)
    os.kill(pid, signal.SIGCONT)


@pytest.mark.parametrize("who", ["box", "judge", "kata"])
def test_who_is_stopped_for_a_while_costs_no_verdict(
    sandbox: str, make_kata: MakeKata, solution: Solution, who: str
) -> None:
    """A party that was stopped goes on where it was; what came meanwhile is heard before the time is looked at."""
    # kata itself is stopped for longer than the act may take by the wall.
    limits = "\n[limits]\nact_s = 0.4\n" if who == "kata" else "\n[limits]\nact_s = 5\n"
    run = start(make_kata(toml=REAL + limits), solution(SLOW), "--sandbox", sandbox)
    acting = party(run.pid, sandbox, "acting")
    stop({"box": acting, "judge": party(run.pid, sandbox, "/judge/main.mjs"), "kata": run.pid}[who], 2)
    assert verdict(outcome := end(run, sandbox)) == (0, "accepted"), outcome


def test_a_judge_that_is_stopped_for_good_is_ours(sandbox: str, make_kata: MakeKata, solution: Solution) -> None:
    """When the judge says nothing for too long the run ends with exit code 3, and the judge with it."""
    run = start(make_kata(toml=REAL), solution(SLOW), "--sandbox", sandbox, code=IMPATIENT)
    party(run.pid, sandbox, "acting")
    os.kill(party(run.pid, sandbox, "/judge/main.mjs"), signal.SIGSTOP)
    outcome = end(run, sandbox)
    assert (outcome.code, outcome.out) == (3, "")
    assert outcome.err == "kata: the judge did not answer for 3 s; is the machine overloaded?\n"


def test_a_box_that_is_stopped_for_good_costs_only_its_own_test(
    sandbox: str, make_kata: MakeKata, solution: Solution
) -> None:
    """It is given up after its time by the wall, and killed although it is stopped; the next test has another one."""
    run = start(make_kata(toml=REAL + "\n[limits]\nact_s = 0.5\n"), solution(SLOW), "--sandbox", sandbox)
    os.kill(party(run.pid, sandbox, "acting"), signal.SIGSTOP)
    assert hangs_for_one_test(end(run, sandbox))


def test_a_run_that_is_to_survive_its_terminal_does(sandbox: str, make_kata: MakeKata, solution: Solution) -> None:
    """Under nohup(1) a hang-up changes nothing."""
    ignoring = lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN) and None  # noqa: E731
    run = start(make_kata(toml=REAL), solution(SLOW), "--sandbox", sandbox, preexec_fn=ignoring)
    party(run.pid, sandbox, "acting")
    run.send_signal(signal.SIGHUP)
    assert verdict(outcome := end(run, sandbox)) == (0, "accepted"), outcome

"""Parties of a run that somebody kills: the machine that is short of memory, an administrator, the solution itself."""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from runner.resources import HARNESS
from tests.conftest import KATA_TOML, ROOT, SOLUTIONS, Outcome, wait_for
from tests.test_cli import below, containers

Kata = Callable[..., Outcome]
MakeKata = Callable[..., Path]
Solution = Callable[..., Path]

KILLS = int(os.environ.get("KATA_TEST_KILLS", "12"))
"""How many runs are disturbed at random moments."""
ENDED = (130, -signal.SIGKILL, -signal.SIGTERM)
"""How kata itself ends when it is what is disturbed."""
SLOW = """\
export const answer = (x) => {
  process.title = 'acting'; // which the host sees
  return new Promise((resolve) => setTimeout(resolve, 1000, 2 * x));
};
"""


def start(*arguments: str | Path) -> subprocess.Popen[bytes]:
    """A run that goes on by itself."""
    command = [sys.executable, "-m", "runner.main", "run", *map(str, arguments), "--format", "json"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT)


def processes(run: int, sandbox: str) -> dict[int, str]:
    """The processes of a run's sandboxes, as the host sees them: their command lines by id."""
    roots = [run]
    if sandbox == "docker":
        listing = shell("docker", "ps", "-q", "--filter", "label=kata.run")
        form = '{{.State.Pid}} {{index .Config.Labels "kata.run"}}'
        rows = [shell("docker", "inspect", "-f", form, id_).split() for id_ in listing.split()]
        # One that has just ended has the process 0, whose children are all there are.
        roots += [int(row[0]) for row in rows if len(row) == 2 and row[0] != "0" and row[1].startswith(f"{run}/")]
    rows = [line.split(None, 2) for line in shell("ps", "-ewwo", "pid,ppid,args").splitlines()[1:]]
    family = set(roots)
    for pid, parent, _ in rows * 4:
        if int(parent) in family:
            family.add(int(pid))
    return {int(pid): command for pid, _, command in rows if int(pid) in family - {0, run}}


def shell(*command: str) -> str:
    """What a command prints; nothing when what it asks about is gone."""
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def acting_box(run: int, sandbox: str) -> int:
    """The box of a run, once it acts."""
    acting: list[int] = []

    def is_acting() -> bool:
        acting[:] = [pid for pid, command in processes(run, sandbox).items() if command.startswith("acting")]
        return bool(acting)

    wait_for(is_acting)
    return acting[0]


def test_a_box_that_the_host_kills_costs_no_test(sandbox: str, make_kata: MakeKata, solution: Solution) -> None:
    """Its act gets another box, and the verdict is what it would have been."""
    folder = make_kata(toml=KATA_TOML.replace('"virtual"', '"real"'))
    run = start(folder, solution(SLOW), "--sandbox", sandbox)
    os.kill(acting_box(run.pid, sandbox), signal.SIGKILL)
    out, err = run.communicate(timeout=60)
    report = json.loads(out)
    assert (run.returncode, report["verdict"], report["usage"]["boxes"]) == (0, "accepted", 2), err


@pytest.mark.parametrize("sandbox", ["docker"], indirect=True)
def test_a_container_that_the_kernel_ends_below_its_limit_costs_no_test(
    sandbox: str, make_kata: MakeKata, solution: Solution
) -> None:
    """The engine does not tell whose memory was short: the act gets another box, which may take what the kata allows."""
    path = solution(SLOW.replace("resolve, 1000, 2 * x", "() => resolve(Buffer.alloc(120e6, 1).length && 2 * x), 2000"))
    run = start(make_kata(toml=KATA_TOML.replace('"virtual"', '"real"')), path, "--sandbox", sandbox)
    container = Path(f"/proc/{acting_box(run.pid, sandbox)}/cgroup").read_text().split("docker/")[1][:64]
    assert shell("docker", "update", "--memory", "100m", "--memory-swap", "100m", container)
    out, err = run.communicate(timeout=60)
    report = json.loads(out)
    assert (run.returncode, report["verdict"], report["usage"]["boxes"]) == (0, "accepted", 2), err


def test_a_solution_that_kills_itself_fails_that_test(
    kata: Kata, sandbox: str, make_kata: MakeKata, solution: Solution
) -> None:
    """It does so again in the other box, and is told how its process ended."""
    path = solution("export const answer = (x) => (x === 1 ? process.kill(process.pid, 'SIGKILL') : 2 * x);")
    report = json.loads(kata("run", make_kata(), path, "--sandbox", sandbox, "--format", "json").out)
    assert [test["status"] for test in report["tests"]] == ["runtime_error", "passed", "passed"]
    assert "signal 9" in report["tests"][0]["message"]


def test_whoever_is_killed_no_verdict_is_wrong_and_nothing_is_left(kata: Kata, sandbox: str) -> None:
    """Killed at any moment, a run of an accepted solution ends accepted, as ours to answer for, or without a verdict."""
    chance = random.Random(KILLS)
    reference = SOLUTIONS / "accepted" / "reference.mjs"
    for _ in range(KILLS):
        run = start("event-emitter", reference, "--sandbox", sandbox)
        time.sleep(chance.uniform(0.1, 1.5))
        parties = processes(run.pid, sandbox)
        victim = chance.choice([run.pid, *parties])
        with contextlib.suppress(ProcessLookupError):
            os.kill(victim, chance.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGTERM]))
        out, err = run.communicate(timeout=60)
        verdict = json.loads(out)["verdict"] if out else None
        assert (run.returncode, verdict) in [
            (0, "accepted"),
            (3, "internal_error"),
            (3, None),
            *((code, "accepted") for code in ENDED),  # it had told its verdict
            *((code, None) for code in ENDED),
        ], err
        assert b"Traceback" not in err
        gone_soon(run.pid, set(parties), sandbox)
    # Who is killed with -9 leaves an empty control group, or a container that has ended, to the next run.
    assert kata("run", "event-emitter", reference, "--sandbox", sandbox).code == 0
    if sandbox == "docker":
        wait_for(lambda: containers() == "")


@pytest.mark.parametrize("sandbox", ["bubblewrap"], indirect=True)
def test_killed_while_a_sandbox_starts_nothing_is_left(kata: Kata, sandbox: str) -> None:
    """Bubblewrap's processes wait for one another then, and would do so for ever."""
    chance = random.Random(KILLS)
    reference = SOLUTIONS / "accepted" / "reference.mjs"
    for _ in range(2 * KILLS):
        run = start("event-emitter", reference, "--sandbox", sandbox)
        wait_for(lambda run=run: bool(processes(run.pid, sandbox)))  # type: ignore[misc]
        time.sleep(chance.uniform(0, 0.01))
        run.kill()
        run.communicate(timeout=60)
    wait_for(lambda: orphans() == [])
    assert kata("run", "event-emitter", reference, "--sandbox", sandbox).code == 0  # which removes control groups


def orphans() -> list[str]:
    """The sandboxes of this checkout whose parent is gone."""
    rows = [line.split(None, 2) for line in shell("ps", "-ewwo", "pid,ppid,args").splitlines()[1:]]
    return [pid for pid, parent, command in rows if parent == "1" and "bwrap" in command and str(HARNESS) in command]


def gone_soon(run: int, parties: set[int], sandbox: str) -> None:
    """A moment after a run nothing of it is alive; containers of a run that was killed go with the next one."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        alive = [pid for pid in parties if Path(f"/proc/{pid}/cmdline").exists() and is_running(pid)]
        if not alive and (sandbox == "docker" or not below(run, sandbox)):
            return
        time.sleep(0.05)
    raise AssertionError(f"still there: {alive}")


def is_running(pid: int) -> bool:
    """Whether a process is there and no zombie that waits for its parent."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in ("Z", "X")
    except OSError:
        return False

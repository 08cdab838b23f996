"""What grading in bulk costs: beside unsandboxed `node --test` of the same files, in memory, and for its store.

Ratios only, each measured side by side in one run. `--memory N` grades N submissions of a small kata instead of 1,000
for the memory (10,000 take half an hour).
"""

import inspect
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from runner import resources
from runner.backends import named
from runner.commands.doctor import start_once
from runner.errors import SandboxError
from runner.grade.store import Store

KATA = resources.KATAS / "event-emitter"
PROGRAM = [str(Path(sys.executable).parent / "kata"), "grade", "--no-similarity"]
SUBMISSIONS = 40
ROUNDS = 5
JOBS = 2
DOCKER_JOBS = 4
SMALL = {
    "kata.toml": """\
title = "Twice"
version = 1
difficulty = "easy"
summary = "For benchmarks."
time = "virtual"
exports = ["twice"]

[tiers.core]
requirements = ["C1"]
""",
    "README.md": "# Twice\n\n- **C1** It is twice as much.\n",
    "tests/hidden.test.mjs": """\
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { act } from 'kata';

test('C1 is twice as much', async () => assert.equal(await act('call', 2), 4));
""",
    "tests/hidden.scenarios.mjs": "export const call = ({ twice }, { input }) => twice(input);\n",
    "tests/manifest.json": '{"hidden": ["C1 is twice as much"], "public": []}',
}


def seconds(command: Sequence[str], **more: Any) -> float:
    """The wall time of a process, from its start to its end."""
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more)
    return time.perf_counter() - started


def write_submissions(folder: Path, count: int, text: str) -> Path:
    """So many submissions, no two of them the same."""
    folder.mkdir()
    for number in range(count):
        (folder / f"student{number}.mjs").write_text(f"{text}// handed in by {number}\n")
    return folder


def throughput(root: Path) -> None:
    """Submissions per second, beside as many of `node --test` at a time."""
    reference = (KATA / "solutions" / "accepted" / "reference.mjs").read_text()
    source = write_submissions(root / "emitters", SUBMISSIONS, reference)
    test = str(KATA / "tests" / "hidden.test.mjs")
    plain = ["xargs", "-P", str(JOBS), "-I{}", "env", "KATA_SOLUTION={}", str(resources.node()), "--test", test]
    names = "\n".join(str(path) for path in sorted(source.iterdir())).encode()
    sandboxes = {"bubblewrap": JOBS, "docker": DOCKER_JOBS}
    times: dict[str, list[float]] = {"node --test": [], **{name: [] for name in sandboxes if _works(name)}}
    for round_ in range(ROUNDS):
        times["node --test"].append(seconds(plain, input=names))
        for name in times.keys() & sandboxes.keys():
            out = root / f"{name}{round_}"
            command = [*PROGRAM, "event-emitter", str(source), "--out", str(out), "--sandbox", name]
            times[name].append(seconds([*command, "--jobs", str(sandboxes[name])]))
    for name, taken in times.items():
        print(f"{name:<12} {SUBMISSIONS / statistics.median(taken):.1f} submissions a second")
    wanted = {"bubblewrap": "1.00", "docker": "0.33"}
    for name in times.keys() & wanted.keys():
        ratio = statistics.median(a / b for a, b in zip(times["node --test"], times[name], strict=True))
        print(f"{name}, of what xargs -P {JOBS} node --test does: {ratio:.2f} (wanted: at least {wanted[name]})")


def _works(sandbox: str) -> bool:
    try:
        start_once(named(sandbox, print))
    except SandboxError as error:
        print(f"{sandbox} is left out: {error}")
        return False
    return True


def memory(root: Path, counts: Sequence[int]) -> None:
    """The most memory that the grading process has had, for few submissions and for many."""
    kata = root / "twice"
    suites = {name.replace("hidden", "public"): text for name, text in SMALL.items() if "hidden." in name}
    for name, text in {**SMALL, **suites}.items():
        (kata / name).parent.mkdir(parents=True, exist_ok=True)
        (kata / name).write_text(text)
    peaks = []
    for count in counts:
        source = write_submissions(root / f"twice{count}", count, "export const twice = (x) => 2 * x;\n")
        run = subprocess.Popen(
            [*PROGRAM, str(kata), str(source), "--out", str(root / f"out{count}"), "--sandbox", "bubblewrap", "-q"]
        )
        peaks.append(_peak_mb(run))
        print(f"{count:>6} submissions: {peaks[-1]:.0f} MB at its peak")
    print(f"memory, {counts[-1]} submissions to {counts[0]}: {peaks[-1] / peaks[0]:.2f} (wanted: about 1)")


def _peak_mb(run: "subprocess.Popen[bytes]") -> float:
    peak = 0
    while run.poll() is None:
        try:
            status = Path(f"/proc/{run.pid}/status").read_text()
            peak = max(peak, *(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), 0)
        except (OSError, TypeError):  # it is ending
            pass
        time.sleep(0.2)
    assert run.returncode == 0
    return peak / 1024


def store(root: Path) -> None:
    """The share of the store in the time of a batch, both measured in this process."""
    from runner.commands.grade import GradeOptions, grade_command

    source = root / "emitters"
    spent = 0.0

    def timed(method: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            nonlocal spent
            arguments = tuple(list(one) if isinstance(one, Iterator) else one for one in arguments)  # others' time
            started = time.perf_counter()
            try:
                return method(*arguments, **named)
            finally:
                spent += time.perf_counter() - started

        return call

    for name, method in [*vars(Store).items()]:
        if callable(method) and not inspect.isgeneratorfunction(method):
            setattr(Store, name, timed(method))
    options = GradeOptions(
        sandbox="bubblewrap",
        format_="text",
        jobs=JOBS,
        out=root / "store",
        junit=None,
        rerun=None,
        seed=None,
        time_limit=None,
        memory=None,
        similarity=False,
        queue=None,
        priority="batch",
        quiet=True,
    )
    started = time.perf_counter()
    grade_command(("event-emitter", str(source)), (), options)
    share = spent / (time.perf_counter() - started)
    print(f"the store's share of the time: {share:.2%} (wanted: under 2 %)")


def main() -> int:
    """Print what each of the three comes to."""
    most = int(sys.argv[2]) if sys.argv[1:2] == ["--memory"] else 1000
    with tempfile.TemporaryDirectory(prefix="kata-bench-") as folder:
        root = Path(folder)
        throughput(root)
        store(root)
        memory(root, (100, most))
    return 0


if __name__ == "__main__":
    sys.exit(main())

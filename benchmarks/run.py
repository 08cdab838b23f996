"""How long `kata run` takes as a whole process, against an unsandboxed `node --test` of the same tests.

Ratios only, each pair measured side by side in one run: absolute times say more about the machine.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from runner import backends, resources
from runner.commands.doctor import start_once
from runner.errors import SandboxError

ROOT = Path(__file__).parent.parent
KATA = ROOT / "katas" / "event-emitter"
SOLUTION = KATA / "solutions" / "accepted" / "reference.mjs"
ROUNDS = 15


def seconds(command: Sequence[str], env: dict[str, str]) -> float:
    """The wall time of one process, from its start to its end."""
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ | env)
    return time.perf_counter() - started


def compare(commands: dict[str, Sequence[str]], env: dict[str, str]) -> dict[str, list[float]]:
    """The times of each command, taken in turn so that they share the machine's good and bad moments."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(ROUNDS + 1):
        for name, command in commands.items():
            taken = seconds(command, env)
            if number:  # the first round warms up
                times[name].append(taken)
    return times


def main() -> int:
    """Print the medians and what they are to one another."""
    kata = [str(Path(sys.executable).parent / "kata"), "run", "event-emitter", str(SOLUTION), "--sandbox"]
    commands: dict[str, Sequence[str]] = {
        "node --test": [str(resources.node()), "--test", str(KATA / "tests" / "hidden.test.mjs")],
        "bubblewrap": [*kata, "bubblewrap"],
    }
    try:
        start_once(backends.named("docker", print))
        commands["docker"] = [*kata, "docker"]
    except SandboxError as error:
        print(f"docker is left out: {error}")
    times = compare(commands, {"KATA_SOLUTION": str(SOLUTION)})
    for name, taken in times.items():
        print(f"{name:<12} median {statistics.median(taken):.3f} s  (min {min(taken):.3f}, max {max(taken):.3f})")
    ratio = statistics.median(a / b for a, b in zip(times["bubblewrap"], times["node --test"], strict=True))
    print(f"bubblewrap / node --test: {ratio:.2f} (wanted: at most 1.25)")
    if "docker" in times:
        extra = statistics.median(a - b for a, b in zip(times["docker"], times["bubblewrap"], strict=True))
        print(f"docker - bubblewrap: {extra:.2f} s (wanted: at most 0.35 s)")
    return 0


if __name__ == "__main__":
    sys.exit(main())

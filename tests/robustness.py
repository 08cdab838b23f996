"""What the tests of robustness share: runs that are disturbed, and what is left of them."""

import ctypes
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from runner.backends import processes
from tests.conftest import ROOT, Outcome, wait_for

_PR_SET_CHILD_SUBREAPER = 36
IMPATIENT = "from runner import supervisor, main; supervisor.PATIENCE_S = 3; main.entry()"
"""kata with less patience for a judge or a box that does not answer."""


@contextmanager
def adopting() -> Iterator[None]:
    """Whatever outlives a run becomes a child of this process, which so finds it."""
    libc = ctypes.CDLL(None)
    libc.prctl(_PR_SET_CHILD_SUBREAPER, 1)
    try:
        yield
    finally:
        libc.prctl(_PR_SET_CHILD_SUBREAPER, 0)


def start(*arguments: str | Path, code: str = "", **popen: Any) -> subprocess.Popen[str]:
    """`kata run`, with a report in JSON, that goes on by itself."""
    program = ["-c", code] if code else ["-m", "runner.main"]
    python = popen.pop("python", sys.executable)
    return subprocess.Popen(
        [python, *program, "run", *map(str, arguments), "--format", "json"],
        stdout=popen.pop("stdout", subprocess.PIPE),
        stderr=popen.pop("stderr", subprocess.PIPE),
        text=True,
        cwd=ROOT,
        **popen,
    )


def end(run: "subprocess.Popen[str]", sandbox: str) -> Outcome:
    """How a run ended that was adopted, and that neither a process nor a container of it is left."""
    out, err = run.communicate(timeout=120)
    assert "Traceback" not in err, err
    wait_for(lambda: not orphans())
    if sandbox == "docker":
        wait_for(lambda: not containers(run.pid))
    return Outcome(code=run.returncode, out=out or "", err=err)


def orphans() -> list[int]:
    """What has outlived a run; what has ended is reaped."""
    for child in processes.children(os.getpid()):
        os.waitpid(child, os.WNOHANG)
    return processes.children(os.getpid())


def containers(run: int) -> list[str]:
    """The containers of a run, whatever their state."""
    form = '{{.Label "kata.run"}}'
    listing = subprocess.run(["docker", "ps", "-a", "--format", form], capture_output=True, text=True, check=True)
    return [line for line in listing.stdout.splitlines() if line.startswith(f"{run}/")]

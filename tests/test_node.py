"""The tests of what runs in Node, run by Node."""

import subprocess
from pathlib import Path

import pytest

from runner import resources
from tests.conftest import ROOT, SOLUTIONS


@pytest.mark.parametrize("path", sorted((ROOT / "tests" / "node").glob("*.test.mjs")), ids=lambda path: path.name)
def test_node(path: Path) -> None:
    """Every test of the file passes."""
    finished = subprocess.run([str(resources.node()), "--test", str(path)], capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stdout


@pytest.mark.parametrize("suite", ["hidden", "public"])
@pytest.mark.parametrize("path", sorted((SOLUTIONS / "accepted").glob("*.*")), ids=lambda path: path.name)
def test_the_same_tests_run_in_one_process(path: Path, suite: str) -> None:
    """Plain `node --test` runs a kata's tests unsandboxed over the solution in KATA_SOLUTION."""
    tests = ROOT / "katas" / "event-emitter" / "tests" / f"{suite}.test.mjs"
    command = [str(resources.node()), "--test", str(tests)]
    finished = subprocess.run(command, capture_output=True, text=True, env={"KATA_SOLUTION": str(path)}, check=False)
    assert finished.returncode == 0, finished.stdout

"""The tests of what runs in Node, run by Node."""

import subprocess
from pathlib import Path

import pytest

from runner import collection, resources
from runner.collection import SUITES
from tests.conftest import ROOT, SOLUTIONS


@pytest.mark.parametrize("path", sorted((ROOT / "tests" / "node").glob("*.test.mjs")), ids=lambda path: path.name)
def test_node(path: Path) -> None:
    """Every test of the file passes."""
    finished = subprocess.run([str(resources.node()), "--test", str(path)], capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stdout


@pytest.mark.parametrize("suite", SUITES)
@pytest.mark.parametrize("path", sorted((SOLUTIONS / "accepted").glob("*.*")), ids=lambda path: path.name)
def test_the_same_tests_run_in_one_process(path: Path, suite: str, tmp_path: Path) -> None:
    """Plain `node --test` runs a kata's tests unsandboxed over the solution in KATA_SOLUTION."""
    run_in_one_process(ROOT / "katas" / "event-emitter", path, suite, tmp_path)


@pytest.mark.parametrize("slug", sorted(collection.discover()))
@pytest.mark.parametrize("suite", SUITES)
def test_every_kata_runs_in_one_process(slug: str, suite: str, tmp_path: Path) -> None:
    """So do the tests of every kata, over its reference, and they leave no file where they were started."""
    folder = ROOT / "katas" / slug
    run_in_one_process(folder, folder / "solutions" / "accepted" / "reference.mjs", suite, tmp_path)
    assert list(tmp_path.iterdir()) == []


def run_in_one_process(folder: Path, solution: Path, suite: str, cwd: Path) -> None:
    """Run a suite with Node alone, in a folder; every test must pass."""
    command = [str(resources.node()), "--test", str(folder / "tests" / f"{suite}.test.mjs")]
    env = {"KATA_SOLUTION": str(solution)}
    finished = subprocess.run(command, capture_output=True, text=True, env=env, cwd=cwd, check=False)
    assert finished.returncode == 0, finished.stdout

"""What the tests share: both real sandboxes, the command line as a user runs it, and small katas."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from runner import backends
from runner.backends.base import Backend
from runner.commands.doctor import start_once
from runner.errors import SandboxError

pytest_plugins = ["tests.browser"]

ROOT = Path(__file__).parent.parent
SOLUTIONS = ROOT / "katas" / "event-emitter" / "solutions"

REQUIRED = bool(os.environ.get("KATA_TEST_ALL_SANDBOXES"))
"""In CI a sandbox that does not work is a failure, elsewhere a skip."""


@cache
def trouble_with(name: str) -> str | None:
    """Why a sandbox does not work on this machine; None when it does."""
    try:
        start_once(backends.named(name, lambda _: None))
    except SandboxError as error:
        return str(error)
    return None


@pytest.fixture(params=backends.NAMES)
def sandbox(request: pytest.FixtureRequest) -> str:
    """The name of a sandbox that works here; every test that asks for it runs once in each."""
    name: str = request.param
    if trouble := trouble_with(name):
        if REQUIRED:
            pytest.fail(f"{name} does not work: {trouble}")
        pytest.skip(f"{name} does not work here: {trouble}")
    return name


@pytest.fixture
def backend(sandbox: str) -> Backend:
    """The backend of `sandbox`."""
    return backends.named(sandbox, lambda _: None)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How a command ended."""

    code: int
    out: str
    err: str


@pytest.fixture
def kata() -> Callable[..., Outcome]:
    """Run the command line in a process of its own: kata("run", "event-emitter", path)."""

    def run(
        *arguments: str | Path, stdin: str = "", cwd: Path | None = None, env: dict[str, str] | None = None
    ) -> Outcome:
        finished = subprocess.run(
            [sys.executable, "-m", "runner.main", *map(str, arguments)],
            input=stdin,
            capture_output=True,
            text=True,
            cwd=cwd,
            timeout=120,
            env={
                **os.environ,
                "PYTHONPATH": f"{ROOT}:{os.environ.get('PYTHONPATH', '')}",
                "COLUMNS": "80",
                **(env or {}),
            },
            check=False,
        )
        return Outcome(code=finished.returncode, out=finished.stdout, err=finished.stderr)

    return run


KATA_TOML = """\
title = "A small kata"
version = 1
difficulty = "easy"
summary = "For the tests of kata itself."
time = "virtual"
exports = ["answer"]
reveal = true

[tiers.core]
requirements = ["C1", "C2"]

[tiers.edge]
requirements = ["E1"]
"""

TESTS = """\
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { act } from 'kata';

test('C1 answers', async () => assert.deepEqual(await act('call', 1), 2));
test('C2 answers again', async () => assert.deepEqual(await act('call', 2), 4));
test('E1 answers zero', async () => assert.deepEqual(await act('call', 0), 0));
"""

SCENARIOS = """\
export async function call({ answer }, { input, clock }) {
  return answer(input, clock);
}
"""


@pytest.fixture
def make_kata(tmp_path: Path) -> Callable[..., Path]:
    """Write a small kata, whose solution exports `answer(x)`, the double of x, and give its folder."""

    def make(
        *, toml: str = KATA_TOML, tests: str = TESTS, scenarios: str = SCENARIOS, names: str | None = None
    ) -> Path:
        folder = tmp_path / "katas" / "small"
        (folder / "tests").mkdir(parents=True)
        declared = names or '["C1 answers", "C2 answers again", "E1 answers zero"]'
        for name, text in {
            "kata.toml": toml,
            "README.md": "# Small\n\n- **C1** It answers.\n- **C2** It answers again.\n- **E1** It answers zero.\n",
            "tests/hidden.test.mjs": tests,
            "tests/hidden.scenarios.mjs": scenarios,
            "tests/public.test.mjs": tests,
            "tests/public.scenarios.mjs": scenarios,
            "tests/manifest.json": f'{{"hidden": {declared}, "public": {declared}}}',
        }.items():
            (folder / name).write_text(text)
        return folder

    return make


@pytest.fixture
def solution(tmp_path: Path) -> Callable[[str], Path]:
    """Write a solution and give its path."""

    def write(text: str, name: str = "solution.mjs") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    return write


def wait_for(holds: Callable[[], bool]) -> None:
    """Wait until something holds: for as long as the machine takes, not for a guess of it."""
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def leftovers() -> set[Path]:
    """Control groups of runs that are over."""
    # Not rglob, which fails where somebody else's run removes its group meanwhile.
    groups = [
        Path(folder, name)
        for folder, names, _ in os.walk("/sys/fs/cgroup")
        for name in names
        if name.startswith("kata-")
    ]
    return {group for group in groups if not Path("/proc", group.name.split("-")[1]).exists()}


@pytest.fixture(autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    """No control group of a test's runs survives the test."""
    yield
    assert not leftovers()

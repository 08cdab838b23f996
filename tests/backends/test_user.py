"""The embedded sandbox as an ordinary user has it; the rest of the suite runs as whoever runs it."""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.conftest import ROOT

NOBODY = 65534


def reaches(user: int, path: Path) -> bool:
    """Whether a user can read a path."""
    probe = subprocess.run(["test", "-r", str(path)], user=user, group=user, extra_groups=[], check=False)
    return probe.returncode == 0


def interpreter(user: int) -> str:
    """A Python of our version that a user can start; skips the test where there is none."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    for candidate in (Path(sys.executable).resolve(), Path(f"/usr/bin/python{version}")):
        if candidate.is_file() and reaches(user, candidate):
            return str(candidate)
    pytest.skip(f"no Python {version} that an ordinary user can start")


@pytest.mark.skipif(os.geteuid() != 0, reason="the suite itself runs as an ordinary user")
def test_an_ordinary_user_gets_the_same_sandbox(tmp_path: Path) -> None:
    """What the sandbox must show, and what becomes of each way to fail, as a user without any right."""
    python, packages = interpreter(NOBODY), Path(sysconfig.get_path("purelib"))
    if not (reaches(NOBODY, packages) and reaches(NOBODY, ROOT / "tests")):
        pytest.skip("an ordinary user cannot read this installation")
    shutil.chown(tmp_path, NOBODY)
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    command = [python, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--basetemp", str(tmp_path / "t")]
    chosen = ["tests/backends/test_behaviour.py", "tests/test_run.py", "-k", "bubblewrap and not first_attempt"]
    finished = subprocess.run(
        [*command, *chosen],
        user=NOBODY,
        group=NOBODY,
        extra_groups=[],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": f"{ROOT}:{packages}",
            "KATA_TEST_ALL_SANDBOXES": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "HOME": str(tmp_path),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout[-3000:] + finished.stderr[-1000:]

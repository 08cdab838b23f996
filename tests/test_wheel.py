"""The built wheel, installed where nothing of the clone is."""

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tests.conftest import ROOT, SOLUTIONS


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty environment with the wheel in it; its `bin`."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(ROOT)], check=True, capture_output=True
    )
    venv.create(folder / "env", with_pip=True)
    python = folder / "env" / "bin" / "python"
    wheel = next(folder.glob("*.whl"))
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel],
        check=True,
        capture_output=True,
    )
    return python.parent


def test_an_installed_kata_judges_from_anywhere(installed: Path, tmp_path: Path) -> None:
    """`kata run` of the wheel accepts an accepted solution, in another folder, without the clone, and makes a page."""
    (tmp_path / "event-emitter.mjs").write_text((SOLUTIONS / "accepted" / "reference.mjs").read_text())
    finished = subprocess.run(
        [installed / "kata", "run", "event-emitter", "--report", "out.html"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert "</html>" in (tmp_path / "out.html").read_text()


def test_an_installed_kata_begins_and_checks_katas(installed: Path, tmp_path: Path) -> None:
    """`kata new` and `kata check`, with its mutants, need nothing but the wheel."""
    for arguments in (["new", "mine"], ["check", "./mine", "--repeat", "0"]):
        finished = subprocess.run(
            [installed / "kata", *arguments],
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
            check=False,
        )
        assert finished.returncode == 0, finished.stdout + finished.stderr


def test_the_wheel_brings_no_development_tools(installed: Path) -> None:
    """What only develops kata does not travel, and no secret of a kata lies in the wrong place."""
    bundle = next(installed.parent.glob("lib/python*/site-packages/runner/bundle"))
    packages = {path.name for path in (bundle / "sandbox" / "node_modules").iterdir()}
    assert {"fast-check", "devalue", "express"} <= packages
    assert not {"axe-core", "eslint", "prettier"} & packages

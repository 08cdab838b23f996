"""Control groups: none is left behind."""

import subprocess
import sys

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

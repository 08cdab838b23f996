"""Linux's account of processes."""

import os
import subprocess
import sys

from runner.backends import processes


def test_children_are_found_with_and_without_the_kernels_list() -> None:
    """The kernel's list of children and a search of /proc agree."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        assert child.pid in processes.children(os.getpid())
        assert child.pid in processes._children_by_search(os.getpid())
        assert child.pid in processes.family(os.getpid())
        child.communicate()


def test_a_process_that_is_gone_used_nothing() -> None:
    """What has ended counts as nothing, and is nobody's parent."""
    child = subprocess.Popen(["true"])
    child.wait()
    assert processes.consumption([child.pid]).cpu_s == 0
    assert processes.family(child.pid) == [child.pid]

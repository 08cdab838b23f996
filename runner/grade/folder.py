"""The folder of a batch: who may write to it, and where in it everything lies."""

import contextlib
import fcntl
import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from runner.errors import StoreError, UsageError
from runner.grade.store import Store
from runner.output import write_file

STORE = "store.sqlite"
_LOCK = ".lock"
_UNFIT = re.compile(r"[^\w.@+ -]+")
_MOST = 80


class Folder:
    """The folder at `path`, made when there is none. Its batch is the caller's alone until `close`.

    Raises UsageError when somebody else's is under way there, or when it holds what is no batch.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.mkdir(parents=True, exist_ok=True)
            strangers = {entry.name for entry in os.scandir(path)} - {_LOCK, STORE}
            if strangers and not (path / STORE).is_file():
                raise UsageError(f"{path}: not empty, and no batch of kata's; choose another --out")
            self._lock = self._locked()
        except OSError as error:
            raise UsageError(f"{path}: {error.strerror}; choose another --out") from error
        try:
            self.store = Store(path / STORE)
        except BaseException:
            os.close(self._lock)
            raise

    def close(self) -> None:
        """Leave the batch to others. The lock goes with the process, however it ends."""
        self.store.close()
        os.close(self._lock)

    @contextlib.contextmanager
    def reopened(self) -> Iterator[None]:
        """With its store open again, which was closed. Raises StoreError."""
        self.store = Store(self.path / STORE)
        try:
            yield
        finally:
            self.store.close()

    def write(self, name: str, text: str) -> None:
        """Write a report. Raises StoreError; a half one is noticed, and written again (see Entry.written)."""
        path = self.path / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        except OSError as error:
            raise StoreError(
                f"{path}: {error.strerror}; what was judged is kept, run the same command again"
            ) from error

    def write_whole(self, name: str, text: str) -> None:
        """Write a file about all submissions: it is there whole, or as it was. Raises StoreError."""
        try:
            write_file(self.path / name, text)
        except UsageError as error:
            raise StoreError(f"{error}; what was judged is kept, run the same command again") from error

    def _locked(self) -> int:
        lock = os.open(self.path / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(lock, 100).decode("utf-8", "replace").strip()
            os.close(lock)
            raise UsageError(
                f"{self.path}: another kata grade works here{holder and f' (process {holder})'}; "
                "wait for it, or choose another --out"
            ) from error
        with contextlib.suppress(OSError):  # a full disk: the lock holds all the same
            os.ftruncate(lock, 0)
            os.write(lock, f"{os.getpid()}\n".encode())
        return lock


def file_names(ids: Iterable[str]) -> dict[str, str]:
    """What the files of each id are called, without what says of what kind they are.

    The id itself where it can be a name everywhere and is nobody else's, whatever their case; else what can be kept
    of it, and a number that is its own.
    """
    ids = list(ids)
    taken: dict[str, int] = {}
    for id_ in ids:
        taken[_fit(id_).casefold()] = taken.get(_fit(id_).casefold(), 0) + 1
    return {id_: _fit(id_) if _is_own(id_, taken) else f"{_fit(id_)}-{_number(id_)}" for id_ in ids}


def _is_own(id_: str, taken: dict[str, int]) -> bool:
    return _fit(id_) == id_ and taken[id_.casefold()] == 1


def _fit(id_: str) -> str:
    name = _UNFIT.sub("_", id_).lstrip(". ")
    while len(name.encode()) > _MOST:
        name = name[:-1]
    return name.rstrip()


def _number(id_: str) -> str:
    return hashlib.sha256(id_.encode()).hexdigest()[:8]

"""A SQLite file that several threads use and a kill at any moment leaves whole."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from runner.errors import StoreError, UsageError

_APPLICATION = 0x6B617461  # "kata": what SQLite keeps in a file's head for whoever wonders what it is


class Database:
    """The file at `path`, which is made with the tables of `schema` when there is none.

    Raises UsageError where it is of another version, or none of kata's, and StoreError where it cannot be used.
    """

    def __init__(self, path: Path, schema: str, version: int) -> None:
        self.path = path
        self._lock = threading.Lock()
        with self._errors():
            self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=10)
            self._prepare(schema, version)

    def close(self) -> None:
        """Close the file; what was written is in it."""
        self._connection.close()

    def write(self, statement: str, values: tuple[object, ...]) -> None:
        """A statement that is a transaction by itself. Raises StoreError, here and below."""
        with self._errors(), self._lock:
            self._connection.execute(statement, values)

    def rows(self, query: str, values: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
        """A query's rows, a few at a time: the whole may be more than fits."""
        with self._errors():
            cursor = self._connection.cursor()
            with self._lock:
                cursor.execute(query, values)
            while True:
                with self._lock:
                    rows = cursor.fetchmany(200)
                if not rows:
                    return
                yield from rows

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All that is done in it is done, or nothing."""
        with self._errors(), self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def _prepare(self, schema: str, version: int) -> None:
        db = self._connection
        (found,) = db.execute("PRAGMA user_version").fetchone()
        (application,) = db.execute("PRAGMA application_id").fetchone()
        (tables,) = db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if tables and application != _APPLICATION:
            raise UsageError(f"{self.path}: not a store of kata's; choose another --out")
        if tables and found != version:
            raise UsageError(
                f"{self.path}: written by another version of kata (format {found}, this one has {version}); "
                "use that one, or choose another --out"
            )
        # A commit is a write that a kill of ours cannot undo; only a machine that loses power may lose the last ones.
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("PRAGMA cache_size = -256")  # KiB: the system keeps the file's pages, too
        if not tables:
            db.executescript(
                f"BEGIN; {schema} PRAGMA application_id = {_APPLICATION}; PRAGMA user_version = {version}; COMMIT;"
            )

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            if "not a database" in str(error):
                raise UsageError(f"{self.path}: not a store of kata's; choose another --out") from error
            raise StoreError(f"{self.path}: {error}; what was judged before is kept") from error

"""The store of a batch: what was handed in, and what became of it. SQLite, so that a kill at any moment loses nothing.

A judgement goes by its key (see key.py): whoever hands in the same gets the same, and what is finished is never run
again. Whoever works on one holds a lease on it; a lease that ran out, or whose holder is gone, is anybody's to take.
"""

import sqlite3
import threading
import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from runner.errors import StoreError, UsageError
from runner.report import Report, to_json
from runner.verdict import Verdict

VERSION = 1
_APPLICATION = 0x6B617461  # "kata": what SQLite keeps in a file's head for whoever wonders what it is
_SCHEMA = """
CREATE TABLE submission (
    id TEXT NOT NULL,
    kata TEXT NOT NULL,
    key TEXT NOT NULL,
    path TEXT NOT NULL,
    batch INTEGER NOT NULL,
    written INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (id, kata, key)
) WITHOUT ROWID;
CREATE INDEX submission_by_key ON submission (key);
CREATE TABLE judgement (
    key TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('pending', 'running', 'finished', 'failed')),
    attempts INTEGER NOT NULL DEFAULT 0,
    holder TEXT,
    leased_until REAL,
    verdict TEXT,
    score INTEGER,
    error TEXT,
    report BLOB,
    finished_at REAL
) WITHOUT ROWID;
CREATE VIEW latest AS
    SELECT * FROM submission JOIN judgement USING (key) WHERE batch = (SELECT max(batch) FROM submission);
"""

State = Literal["pending", "running", "finished", "failed"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A submission of the batch, with what is to be judged for it."""

    id: str
    kata: str
    key: str
    path: str
    written: bool = False
    """Whether its report lies in the batch's folder."""


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What became of a key: a report when it is finished, an error when it failed for reasons of ours."""

    key: str
    state: State
    attempts: int
    error: str
    report: bytes
    """JSON; empty when there is none."""


@dataclass(frozen=True, kw_only=True)
class Past:
    """What a submission got once, for `kata history`."""

    id: str
    kata: str
    verdict: Verdict | None
    score: int | None
    report: bytes
    finished_at: float | None
    current: bool
    """Whether it is what the latest batch was about."""


class Store:
    """The file at `path`, which is made when there is none. Safe to be used by several threads.

    Raises UsageError where it is of another version, or no store at all, and StoreError where it cannot be used.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        with self._errors():
            self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=10)
            self._prepare()

    def close(self) -> None:
        """Close the file; what was written is in it."""
        self._connection.close()

    def begin(self, entries: Iterable[Entry]) -> None:
        """Make these the submissions of the batch, and nobody's what others had begun: whoever calls has the batch."""
        with self._errors(), self._transaction() as db:
            (batch,) = db.execute("SELECT coalesce(max(batch), 0) + 1 FROM submission").fetchone()
            for one in entries:
                db.execute(
                    "INSERT INTO submission (id, kata, key, path, batch) VALUES (?, ?, ?, ?, ?) "
                    "ON CONFLICT DO UPDATE SET path = excluded.path, batch = excluded.batch",
                    (one.id, one.kata, one.key, one.path, batch),
                )
                db.execute("INSERT OR IGNORE INTO judgement (key, state) VALUES (?, 'pending')", (one.key,))
            db.execute(
                "UPDATE judgement SET state = 'pending', holder = NULL, leased_until = NULL WHERE state = 'running'"
            )

    def forget(self, which: Literal["failed", "internal", "all"]) -> None:
        """Have judgements of the batch made again: those not accepted, those that we failed at, or all."""
        with self._errors(), self._transaction() as db:
            db.execute(
                "UPDATE judgement SET state = 'pending', attempts = 0, error = NULL, verdict = NULL, score = NULL, "
                "report = NULL WHERE key IN (SELECT key FROM latest) AND "
                "(?1 = 'all' OR state = 'failed' OR (?1 = 'failed' AND verdict <> 'accepted'))",
                (which,),
            )
            db.execute(
                "UPDATE submission SET written = 0 WHERE key IN (SELECT key FROM judgement WHERE report IS NULL)"
            )

    def pending(self) -> list[str]:
        """The keys of the batch that nobody has judged, in the order of its submissions."""
        rows = self._rows("SELECT key FROM latest WHERE state = 'pending' GROUP BY key ORDER BY min(kata), min(id)")
        return [key for (key,) in rows]

    def lease(self, key: str, holder: str, seconds: float) -> bool:
        """Take a key on for so long, if it is free or its lease ran out; whether that was so."""
        now = time.time()
        with self._errors(), self._transaction() as db:
            taken = db.execute(
                "UPDATE judgement SET state = 'running', attempts = attempts + 1, holder = ?, leased_until = ? "
                "WHERE key = ? AND (state IN ('pending', 'failed') OR (state = 'running' AND leased_until < ?))",
                (holder, now + seconds, key, now),
            )
            return taken.rowcount == 1

    def finish(self, key: str, report: Report) -> None:
        """Keep a verdict, unless one is there: the first one holds."""
        packed = zlib.compress(to_json(report).encode())
        self._write(
            "UPDATE judgement SET state = 'finished', verdict = ?, score = ?, report = ?, error = NULL, holder = NULL, "
            "leased_until = NULL, finished_at = ? WHERE key = ? AND state <> 'finished'",
            (report.verdict.value, report.score, packed, time.time(), key),
        )

    def give_back(self, key: str) -> None:
        """Let others judge it: who held it does not."""
        self._write(
            "UPDATE judgement SET state = 'pending', holder = NULL, leased_until = NULL "
            "WHERE key = ? AND state = 'running'",
            (key,),
        )

    def fail(self, key: str, error: str) -> None:
        """Note that a key could not be judged, for reasons that are not the candidate's."""
        self._write(
            "UPDATE judgement SET state = 'failed', error = ?, holder = NULL, leased_until = NULL, finished_at = ? "
            "WHERE key = ? AND state <> 'finished'",
            (error, time.time(), key),
        )

    def note_written(self, key: str, ids: Iterable[str]) -> None:
        """Note that the reports of these submissions lie in the batch's folder, whole."""
        with self._errors(), self._transaction() as db:
            db.executemany("UPDATE submission SET written = 1 WHERE key = ? AND id = ?", ((key, id_) for id_ in ids))

    def outcomes(self) -> Iterator[tuple[Entry, Judgement]]:
        """The batch's submissions by kata and id, each with what became of it."""
        rows = self._rows(
            "SELECT id, kata, key, path, written, state, attempts, error, report FROM latest ORDER BY kata, id"
        )
        for id_, kata, key, path, written, state, attempts, error, report in rows:
            judgement = Judgement(
                key=key, state=state, attempts=attempts, error=error or "", report=zlib.decompress(report or _NOTHING)
            )
            yield Entry(id=id_, kata=kata, key=key, path=path, written=bool(written)), judgement

    def history(self, id_: str | None) -> Iterator[Past]:
        """What the submissions of that id, or all, ever got; by kata, id and time."""
        rows = self._rows(
            "SELECT id, kata, verdict, score, report, finished_at, batch = (SELECT max(batch) FROM submission) "
            "FROM submission JOIN judgement USING (key) WHERE ?1 IS NULL OR id = ?1 ORDER BY kata, id, finished_at",
            (id_,),
        )
        for name, kata, verdict, score, report, finished_at, current in rows:
            yield Past(
                id=name,
                kata=kata,
                verdict=Verdict(verdict) if verdict else None,
                score=score,
                report=zlib.decompress(report or _NOTHING),
                finished_at=finished_at,
                current=bool(current),
            )

    def _prepare(self) -> None:
        db = self._connection
        (version,) = db.execute("PRAGMA user_version").fetchone()
        (application,) = db.execute("PRAGMA application_id").fetchone()
        (tables,) = db.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if tables and application != _APPLICATION:
            raise UsageError(f"{self.path}: not a store of kata's; choose another --out")
        if tables and version != VERSION:
            raise UsageError(
                f"{self.path}: written by another version of kata (format {version}, this one has {VERSION}); "
                "use that one, or choose another --out"
            )
        # A commit is a write that a kill of ours cannot undo; only a machine that loses power may lose the last ones.
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        if not tables:
            db.executescript(
                f"BEGIN; {_SCHEMA} PRAGMA application_id = {_APPLICATION}; PRAGMA user_version = {VERSION}; COMMIT;"
            )

    def _write(self, statement: str, values: tuple[object, ...]) -> None:
        with self._errors(), self._lock:
            self._connection.execute(statement, values)

    def _rows(self, query: str, values: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
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
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            if "not a database" in str(error):
                raise UsageError(f"{self.path}: not a store of kata's; choose another --out") from error
            raise StoreError(f"{self.path}: {error}; what was judged before is kept") from error


_NOTHING = zlib.compress(b"")

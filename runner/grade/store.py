"""The store of a batch: what was handed in, and what became of it. SQLite, so that a kill at any moment loses nothing.

A judgement goes by its key (see key.py): whoever hands in the same gets the same, and what is finished is never run
again. Whoever works on one holds a lease on it; a lease that ran out, or whose holder is gone, is anybody's to take.

The solutions are in it as they were read, so that a batch is about what was there when it was begun, and nobody has
to hold them all in memory.
"""

import time
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from runner.grade.database import Database
from runner.grade.records import Content, Entry, Judgement, Past, packed, unpacked
from runner.report import Report, to_json
from runner.solution import Solution
from runner.verdict import Verdict

VERSION = 2
_SCHEMA = """
CREATE TABLE submission (
    id TEXT NOT NULL,
    kata TEXT NOT NULL,
    key TEXT NOT NULL,
    path TEXT NOT NULL,
    name TEXT NOT NULL,
    batch INTEGER NOT NULL,
    written INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (kata, id, key)
) WITHOUT ROWID;
CREATE INDEX submission_by_key ON submission (key, batch);
CREATE INDEX submission_by_batch ON submission (batch);
CREATE TABLE content (
    key TEXT PRIMARY KEY,
    solution BLOB,
    rejected TEXT,
    unreadable TEXT
);
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

_NOTHING = zlib.compress(b"")


class Store:
    """The file at `path`, which is made when there is none. Safe to be used by several threads.

    Raises what Database raises, here and below.
    """

    def __init__(self, path: Path) -> None:
        self._db = Database(path, _SCHEMA, VERSION)
        self.close = self._db.close

    def begin(self, batch: Iterable[tuple[Entry, Content]]) -> None:
        """Make these the submissions of the batch, and nobody's what others had begun: whoever calls has the batch."""
        with self._db.transaction() as db:
            (number,) = db.execute("SELECT coalesce(max(batch), 0) + 1 FROM submission").fetchone()
            for one, content in batch:
                db.execute(
                    "INSERT INTO submission (id, kata, key, path, name, batch) VALUES (?, ?, ?, ?, ?, ?) "
                    "ON CONFLICT DO UPDATE SET path = excluded.path, name = excluded.name, batch = excluded.batch",
                    (one.id, one.kata, one.key, one.path, one.name, number),
                )
                db.execute("INSERT OR IGNORE INTO judgement (key, state) VALUES (?, 'pending')", (one.key,))
                db.execute(
                    "INSERT OR REPLACE INTO content VALUES (?, ?, ?, ?)",
                    (one.key, packed(content.solution), content.rejected, content.unreadable),
                )
            db.execute("DELETE FROM content WHERE key NOT IN (SELECT key FROM latest)")
            db.execute(
                "UPDATE judgement SET state = 'pending', holder = NULL, leased_until = NULL WHERE state = 'running'"
            )

    def forget(self, which: Literal["failed", "internal", "all"]) -> None:
        """Have judgements of the batch made again: those not accepted, those that we failed at, or all."""
        with self._db.transaction() as db:
            db.execute(
                "UPDATE judgement SET state = 'pending', attempts = 0, error = NULL, verdict = NULL, score = NULL, "
                "report = NULL WHERE key IN (SELECT key FROM latest) AND "
                "(?1 = 'all' OR state = 'failed' OR (?1 = 'failed' AND verdict <> 'accepted'))",
                (which,),
            )
            db.execute(
                "UPDATE submission SET written = 0 WHERE key IN (SELECT key FROM judgement WHERE report IS NULL)"
            )

    def fail_unreadable(self) -> None:
        """Note of what nobody could read that it cannot be judged."""
        self._db.write(
            "UPDATE judgement SET state = 'failed', finished_at = ?, holder = NULL, leased_until = NULL, "
            "error = (SELECT unreadable FROM content WHERE content.key = judgement.key) "
            "WHERE state <> 'finished' AND key IN (SELECT key FROM content WHERE unreadable IS NOT NULL)",
            (time.time(),),
        )

    def pending(self, *, rejected: bool = False) -> list[str]:
        """The keys of the batch that nobody has judged, or rejected, in the order of its submissions."""
        rows = self._db.rows(
            "SELECT key FROM latest JOIN content USING (key) WHERE state = 'pending' AND (rejected IS NOT NULL) = ? "
            "GROUP BY key ORDER BY min(kata), min(id)",
            (rejected,),
        )
        return [key for (key,) in rows]

    def handed_in(self, key: str) -> list[Entry]:
        """The batch's submissions with this key, by kata and id."""
        rows = self._db.rows(
            "SELECT id, kata, path, name, written FROM submission "
            "WHERE key = ? AND batch = (SELECT max(batch) FROM submission) ORDER BY kata, id",
            (key,),
        )
        return [
            Entry(id=id_, kata=kata, key=key, path=path, name=name, written=bool(written))
            for id_, kata, path, name, written in rows
        ]

    def content(self, key: str) -> Content:
        """What is to be judged under a key of the batch; a solution goes by the path of the first who handed it in."""
        [(kept, rejected, unreadable)] = self._db.rows(
            "SELECT solution, rejected, unreadable FROM content WHERE key = ?", (key,)
        )
        solution = unpacked(kept, self.handed_in(key)[0].path) if kept else None
        return Content(solution=solution, rejected=rejected, unreadable=unreadable)

    def solutions(self, kata: str) -> Iterator[tuple[str, Solution]]:
        """The solutions for a kata, each once, with the first id that it has."""
        rows = self._db.rows(
            "SELECT min(id), path, solution FROM latest JOIN content USING (key) "
            "WHERE kata = ? AND solution IS NOT NULL GROUP BY key ORDER BY min(id)",
            (kata,),
        )
        for id_, path, kept in rows:
            yield id_, unpacked(kept, path)

    def lease(self, key: str, holder: str, seconds: float) -> bool:
        """Take a key on for so long, if it is free or its lease ran out; whether that was so."""
        now = time.time()
        with self._db.transaction() as db:
            taken = db.execute(
                "UPDATE judgement SET state = 'running', attempts = attempts + 1, holder = ?, leased_until = ? "
                "WHERE key = ? AND (state IN ('pending', 'failed') OR (state = 'running' AND leased_until < ?))",
                (holder, now + seconds, key, now),
            )
            return taken.rowcount == 1

    def finish(self, key: str, report: Report) -> None:
        """Keep a verdict, unless one is there: the first one holds."""
        kept = zlib.compress(to_json(report).encode())
        self._db.write(
            "UPDATE judgement SET state = 'finished', verdict = ?, score = ?, report = ?, error = NULL, holder = NULL, "
            "leased_until = NULL, finished_at = ? WHERE key = ? AND state <> 'finished'",
            (report.verdict.value, report.score, kept, time.time(), key),
        )

    def give_back(self, key: str) -> None:
        """Let others judge it: who held it does not."""
        self._db.write(
            "UPDATE judgement SET state = 'pending', holder = NULL, leased_until = NULL "
            "WHERE key = ? AND state = 'running'",
            (key,),
        )

    def fail(self, key: str, error: str) -> None:
        """Note that a key could not be judged, for reasons that are not the candidate's."""
        self._db.write(
            "UPDATE judgement SET state = 'failed', error = ?, holder = NULL, leased_until = NULL, finished_at = ? "
            "WHERE key = ? AND state <> 'finished'",
            (error, time.time(), key),
        )

    def note_written(self, key: str, ids: Iterable[str]) -> None:
        """Note that the reports of these submissions lie in the batch's folder, whole."""
        with self._db.transaction() as db:
            db.executemany("UPDATE submission SET written = 1 WHERE key = ? AND id = ?", ((key, id_) for id_ in ids))

    def outcomes(self) -> Iterator[tuple[Entry, Judgement]]:
        """The batch's submissions by kata and id, each with what became of it."""
        rows = self._db.rows(
            "SELECT id, kata, key, path, name, written, state, attempts, error, report FROM latest ORDER BY kata, id"
        )
        for id_, kata, key, path, name, written, state, attempts, error, report in rows:
            judgement = Judgement(
                key=key, state=state, attempts=attempts, error=error or "", report=zlib.decompress(report or _NOTHING)
            )
            yield Entry(id=id_, kata=kata, key=key, path=path, name=name, written=bool(written)), judgement

    def history(self, id_: str | None) -> Iterator[Past]:
        """What the submissions of that id, or all, ever got; by kata, id and time."""
        rows = self._db.rows(
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

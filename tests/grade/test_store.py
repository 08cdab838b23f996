"""The store: what is finished stays, what was under way is anybody's again, and nobody judges twice."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from runner.errors import StoreError, UsageError
from runner.grade.records import Content, Entry
from runner.grade.store import Store
from runner.solution import Solution
from runner.verdict import Verdict
from tests.factory import report, result


@pytest.fixture
def open_store(tmp_path: Path) -> Iterator[Callable[[], Store]]:
    """Opens the one store, as often as it is asked."""
    opened: list[Store] = []

    def make() -> Store:
        opened.append(Store(tmp_path / "store.sqlite"))
        return opened[-1]

    yield make
    for store in opened:
        store.close()


SOLUTION = Solution(files={"solution.mjs": b"1;\n"}, entry="solution.mjs", path="")


def entry(id_: str, key: str, content: Content | None = None) -> tuple[Entry, Content]:
    """A submission."""
    return Entry(id=id_, kata="small", key=key, path=f"in/{id_}", name=id_), content or Content(solution=SOLUTION)


def entries(*ids: str, prefix: str = "key-of-") -> list[tuple[Entry, Content]]:
    """A submission of each id, its key named after it."""
    return [entry(id_, f"{prefix}{id_}") for id_ in ids]


def test_what_is_finished_is_not_pending_when_it_is_opened_again(open_store: Callable[[], Store]) -> None:
    """And its report is the one that was kept."""
    store = open_store()
    store.begin(entries("a", "b"))
    store.finish("key-of-a", report(result()))
    again = open_store()
    again.begin(entries("a", "b"))
    assert again.pending() == ["key-of-b"]
    kept = {entry.id: judgement for entry, judgement in again.outcomes()}
    assert (kept["a"].state, b'"verdict": "accepted"' in kept["a"].report) == ("finished", True)


def test_what_was_under_way_is_pending_for_whoever_begins(open_store: Callable[[], Store]) -> None:
    """Who begins has the batch, so nobody works on it any more; the attempt is counted."""
    store = open_store()
    store.begin(entries("a"))
    assert store.lease("key-of-a", "somebody", 3600)
    assert store.pending() == []
    store.begin(entries("a"))
    assert store.pending() == ["key-of-a"]
    assert [judgement.attempts for _, judgement in store.outcomes()] == [1]


def test_a_key_is_leased_to_one(open_store: Callable[[], Store]) -> None:
    """Of many that ask at once."""
    store = open_store()
    store.begin(entries("a"))
    got: list[bool] = []
    threads = [
        threading.Thread(target=lambda n=n: got.append(store.lease("key-of-a", f"holder {n}", 3600))) for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == [False] * 7 + [True]


def test_a_lease_that_ran_out_is_anybodys(open_store: Callable[[], Store]) -> None:
    """Whose holder was lost without a word."""
    store = open_store()
    store.begin(entries("a"))
    assert store.lease("key-of-a", "lost", -1)
    assert store.lease("key-of-a", "other", 3600)


def test_the_first_verdict_holds(open_store: Callable[[], Store]) -> None:
    """A second one, of a holder that was taken for lost, changes nothing, nor does a failure."""
    store = open_store()
    store.begin(entries("a"))
    store.finish("key-of-a", report(result()))
    store.finish("key-of-a", report(result(status="wrong_answer"), verdict=Verdict.WRONG_ANSWER))
    store.fail("key-of-a", "late")
    assert [past.verdict for past in store.history("a")] == [Verdict.ACCEPTED]


def test_two_submissions_of_one_key_are_judged_once(open_store: Callable[[], Store]) -> None:
    """And both have what came of it."""
    store = open_store()
    store.begin([entry(id_, "same") for id_ in ("a", "b")])
    assert store.pending() == ["same"]
    store.finish("same", report(result()))
    assert [judgement.state for _, judgement in store.outcomes()] == ["finished", "finished"]


def test_what_was_handed_in_is_kept_as_it_was_read(open_store: Callable[[], Store]) -> None:
    """Every byte, in the store alone; by whom it was, the first gives the path."""
    files = {"lib/größe.mjs": "const ä = '\u2028';\r\n".encode(), "index.js": b""}
    wanted = Solution(files=files, entry="lib/größe.mjs", path="in/a")
    open_store().begin([entry(id_, "same", Content(solution=wanted)) for id_ in ("b", "a")])
    store = open_store()
    assert store.content("same").solution == wanted
    assert [one.id for one in store.handed_in("same")] == ["a", "b"]
    assert [*store.solutions("small")] == [("a", wanted)]


def test_what_is_no_longer_handed_in_is_not_kept(open_store: Callable[[], Store]) -> None:
    """A folder that is graded every day does not grow with what nobody asks for."""
    store = open_store()
    store.begin(entries("a", "b"))
    store.begin(entries("a", prefix="new-key-of-"))
    assert [*store.solutions("small")] == [("a", replace(SOLUTION, path="in/a"))]
    with pytest.raises(ValueError, match="not enough values"):
        store.content("key-of-b")


def test_what_is_no_solution_is_not_pending_with_the_others(open_store: Callable[[], Store]) -> None:
    """It is rejected for its reason, or failed at when nobody could read it, however often it is asked for."""
    store = open_store()
    batch = [
        *entries("a"),
        entry("b", "key-of-b", Content(rejected="not text")),
        entry("c", "key-of-c", Content(unreadable="permission denied")),
    ]
    for _ in range(2):
        store.begin(batch)
        store.forget("all")
        store.fail_unreadable()
        assert (store.pending(), store.pending(rejected=True)) == (["key-of-a"], ["key-of-b"])
    assert store.content("key-of-b") == Content(rejected="not text")
    told = {one.id: (judgement.state, judgement.error) for one, judgement in store.outcomes()}
    assert told["c"] == ("failed", "permission denied")


@pytest.mark.parametrize(
    ("which", "pending"),
    [("failed", ["key-of-b", "key-of-c"]), ("internal", ["key-of-c"]), ("all", ["key-of-a", "key-of-b", "key-of-c"])],
)
def test_what_is_to_be_run_again_is_pending(open_store: Callable[[], Store], which: str, pending: list[str]) -> None:
    """What was not accepted, what we failed at, or all; without being asked, nothing is."""
    store = open_store()
    store.begin(entries("a", "b", "c"))
    store.finish("key-of-a", report(result()))
    store.finish("key-of-b", report(result(status="wrong_answer"), verdict=Verdict.WRONG_ANSWER))
    store.fail("key-of-c", "the engine was gone")
    store.begin(entries("a", "b", "c"))
    assert store.pending() == []
    store.forget(which)  # type: ignore[arg-type]
    assert store.pending() == pending


def test_a_changed_submission_is_judged_and_the_old_verdict_is_history(open_store: Callable[[], Store]) -> None:
    """The others keep theirs."""
    store = open_store()
    store.begin(entries("a", "b"))
    for key in store.pending():
        store.finish(key, report(result()))
    store.begin([*entries("a", prefix="new-key-of-"), *entries("b")])
    assert store.pending() == ["new-key-of-a"]
    assert [(past.id, past.verdict, past.current) for past in store.history(None)] == [
        ("a", None, True),
        ("a", Verdict.ACCEPTED, False),
        ("b", Verdict.ACCEPTED, True),
    ]


def test_a_store_of_another_version_is_refused(tmp_path: Path) -> None:
    """With what to do; it is left as it is."""
    Store(tmp_path / "store.sqlite").close()
    with sqlite3.connect(tmp_path / "store.sqlite") as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(UsageError, match="another version of kata"):
        Store(tmp_path / "store.sqlite")


@pytest.mark.parametrize("content", [b"no database at all, but a text that somebody wrote\n" * 100, None])
def test_what_is_no_store_is_refused(tmp_path: Path, content: bytes | None) -> None:
    """Whether it is a database of somebody else's or none."""
    path = tmp_path / "store.sqlite"
    if content:
        path.write_bytes(content)
    else:
        with sqlite3.connect(path) as db:
            db.execute("CREATE TABLE other (x)")
        db.close()
    with pytest.raises(UsageError, match="not a store of kata's"):
        Store(path)


def test_a_store_that_cannot_be_written_is_our_failure(tmp_path: Path) -> None:
    """Not the user's, and not a traceback."""
    with pytest.raises(StoreError, match=r"what was judged before is kept"):
        Store(tmp_path / "nowhere" / "store.sqlite")

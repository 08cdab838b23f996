"""What travels between machines, and what becomes of it where it arrives: believed nothing."""

import json
import subprocess
import sys
import zlib
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from runner import collection, digest
from runner.errors import KataError, UsageError
from runner.grade.key import Conditions, key
from runner.grade.queue.address import masked, parse
from runner.grade.queue.answers import Answers
from runner.grade.queue.content import Katas, is_plain, pack_kata
from runner.grade.queue.judging import Judge, versions
from runner.grade.queue.messages import (
    Answer,
    InvalidMessage,
    Task,
    from_message,
    pack,
    pack_files,
    to_message,
    unpack,
    unpack_files,
)
from runner.grade.queue.outstanding import Outstanding
from runner.grade.queue.pausing import Pauses
from runner.grade.work import Patience
from runner.request import Request
from runner.solution import Solution
from tests.conftest import ROOT

MakeKata = Callable[..., Path]
DOUBLE = "export const answer = (x) => 2 * x;"


def task_for(folder: Path, text: str = DOUBLE) -> Task:
    """A task as a batch of this machine sends it, without the kata."""
    kata = collection.read(folder)
    digest_ = digest.of_kata(kata)
    conditions = Conditions(sandbox="bubblewrap", time_limit_s=None, memory_mb=None, seed=None)
    solution = Solution(files={"solution.mjs": text.encode()}, entry="solution.mjs", path="")
    return Task(
        batch="0" * 32,
        key=key(digest_, solution, conditions),
        slug=kata.slug,
        kata=digest_,
        solution=pack_files(solution.files),
        conditions=conditions,
        asked_by=versions(),
    )


def judge_in(folder: Path) -> Judge:
    """What judges on a machine that has not been sent anything."""
    return Judge(worker="here", sandbox="bubblewrap", cache=folder / "cache", say=lambda _: None)


def refusal(judge: Judge, task: Task) -> str:
    """Why a task is not judged."""
    accepted = judge.accept(task)
    assert isinstance(accepted, Answer)
    assert accepted.what == "failed"
    return accepted.why


def test_a_kata_is_sent_to_who_does_not_have_it(make_kata: MakeKata, tmp_path: Path) -> None:
    """A worker asks for it, keeps it, and has it from then on."""
    folder, judge = make_kata(), judge_in(tmp_path)
    asked = judge.accept(task_for(folder))
    assert isinstance(asked, Answer)
    assert asked.what == "no kata"
    sent = judge.accept(replace(task_for(folder), content=pack_kata(collection.read(folder))))
    assert isinstance(sent, Request)
    for same in (judge, judge_in(tmp_path)):
        kept = same.accept(task_for(folder))
        assert isinstance(kept, Request)
        assert kept.kata.path.is_relative_to(tmp_path / "cache")
        assert digest.of_kata(kept.kata) == digest.of_kata(collection.read(folder))


def test_a_kept_kata_that_is_no_longer_what_it_was_is_asked_for_again(make_kata: MakeKata, tmp_path: Path) -> None:
    """Somebody may have cleared the folder, or meddled with it."""
    folder = make_kata()
    content = pack_kata(collection.read(folder))
    kept = judge_in(tmp_path).accept(replace(task_for(folder), content=content))
    assert isinstance(kept, Request)
    (kept.kata.path / "tests" / "hidden.test.mjs").write_text("")
    asked = judge_in(tmp_path).accept(task_for(folder))
    assert isinstance(asked, Answer)
    assert asked.what == "no kata"
    again = judge_in(tmp_path).accept(replace(task_for(folder), content=content))
    assert isinstance(again, Request)
    assert digest.of_kata(again.kata) == task_for(folder).kata


@pytest.mark.parametrize(
    "name",
    [
        "../escaped",
        "/escaped",
        "tests/../../../escaped.mjs",
        "tests/fixtures/../../../../escaped",
        "a\\b",
        "a\nb",
        "",
        "escaped",
    ],
)
def test_a_kata_with_a_file_that_is_none_is_refused(make_kata: MakeKata, tmp_path: Path, name: str) -> None:
    """Whatever its digest says; nothing is written out of the folder for it."""
    folder = make_kata()
    files = unpack_files(pack_kata(collection.read(folder)), 1024 * 1024) | {name: b"x"}
    task = replace(task_for(folder), content=pack_files(files))
    assert refusal(judge_in(tmp_path), task)
    assert not list(tmp_path.rglob("*escaped*"))


def test_a_kata_that_is_not_what_its_digest_says_is_refused(make_kata: MakeKata, tmp_path: Path) -> None:
    """And is not kept under that name."""
    folder = make_kata()
    files = unpack_files(pack_kata(collection.read(folder)), 1024 * 1024) | {"README.md": b"# Another\n"}
    assert "not what its digest says" in refusal(
        judge_in(tmp_path), replace(task_for(folder), content=pack_files(files))
    )
    found = judge_in(tmp_path).accept(task_for(folder))
    assert isinstance(found, Answer)


def test_another_version_is_an_error_of_ours(make_kata: MakeKata, tmp_path: Path) -> None:
    """A worker whose kata or Node is another than the batch's says so, and gives no verdict."""
    task = replace(task_for(make_kata()), key="1" * 64, asked_by="kata 9.9 with Node 99")
    why = refusal(judge_in(tmp_path), task)
    assert (
        why
        == f"the batch is of kata 9.9 with Node 99, and worker here has {versions()}; install the same on all machines"
    )


def test_a_key_that_is_not_the_tasks_is_an_error_of_ours(make_kata: MakeKata, tmp_path: Path) -> None:
    """Of the same versions, too: a verdict must not be filed under what it is not for."""
    assert "another key" in refusal(judge_in(tmp_path), replace(task_for(make_kata()), key="1" * 64))


def test_a_task_is_left_to_others_where_it_failed(make_kata: MakeKata, tmp_path: Path) -> None:
    """By the worker that it names."""
    answer = judge_in(tmp_path).accept(replace(task_for(make_kata()), avoid="here"))
    assert isinstance(answer, Answer)
    assert answer.what == "elsewhere"


@pytest.mark.parametrize(
    "change",
    [
        {"batch": "../" * 10},
        {"batch": "0" * 31},
        {"key": "x" * 64},
        {"kata": "0" * 64},
        {"more": 1},
        {"slug": 1},
        {"conditions": []},
        {"solution": None},
    ],
    ids=str,
)
def test_a_message_that_is_no_task_is_refused(make_kata: MakeKata, change: dict[str, object]) -> None:
    """With what is wrong with it."""
    task = task_for(make_kata())
    good = json.loads(json.dumps(to_message(task)))
    assert from_message(Task, good) == task
    with pytest.raises(InvalidMessage, match=next(iter(change))):
        from_message(Task, good | change)


def test_what_unpacks_to_more_than_it_may_is_refused_unread() -> None:
    """A bomb costs no memory."""
    bomb = b64encode(zlib.compress(b"0" * 100_000_000)).decode()
    with pytest.raises(InvalidMessage, match="more than 1 KiB"):
        unpack(bomb, 1024)
    with pytest.raises(InvalidMessage, match="KiB"):
        unpack_files(bomb, 1024)
    with pytest.raises(InvalidMessage, match="cut off"):
        unpack(pack(b"abc" * 1000)[:-8], 10_000)
    with pytest.raises(InvalidMessage, match="more than 1 KiB"):
        unpack_files(pack_files({"a": b"0" * 2000}), 1024)


def test_any_bytes_come_out_as_they_went_in() -> None:
    """Fixtures may be what they like."""
    files = {"a": bytes(range(256)), "b/ü.mjs": "é\0".encode(), "c": b""}
    assert unpack_files(pack_files(files), 1000) == files


def test_a_kata_that_is_too_big_for_a_queue_says_so(make_kata: MakeKata) -> None:
    """To whoever begins the batch."""
    folder = make_kata()
    (folder / "tests" / "fixtures").mkdir()
    (folder / "tests" / "fixtures" / "big").write_bytes(b"0" * (17 << 20))
    with pytest.raises(KataError, match="too big for a queue"):
        pack_kata(collection.read(folder))


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("redis://:pa/ss:w@rd@host:6379/0", "redis://:***@host:6379/0"),
        ("amqp://me:secret@host//", "amqp://me:***@host//"),
        ("rediss://host/0?password=secret", "rediss://host/0?***"),
        ("redis://host", "redis://host"),
        ("--queue=redis://a:b@c", "--queue=redis://a:***@c"),
        ("katas/a", "katas/a"),
    ],
)
def test_a_password_is_never_shown(url: str, shown: str) -> None:
    """Wherever it stands in a URL, and whatever is in it."""
    assert masked(url) == shown


@pytest.mark.parametrize(
    "url", ["memory://", "sqs://a:secret@b", "localhost", "redis://:se/cret@host:6379/0", "filesystem:///tmp"]
)
def test_what_is_no_broker_is_an_error_of_usage(url: str) -> None:
    """In one sentence, without a password."""
    with pytest.raises(UsageError, match="not the URL of a broker") as raised:
        parse(url)
    assert "cret" not in str(raised.value)


def test_an_error_that_quotes_a_password_is_told_without_it() -> None:
    """Libraries may put the URL into what they say."""
    one = parse("redis://:s3cret@host:6379/0")
    assert "s3cret" not in one.without_secrets("cannot connect to redis://:s3cret@host:6379/0 with s3cret")
    assert "s3cret" not in f"{one} {one!r}"


def test_answers_are_kept_by_batch_and_key(tmp_path: Path) -> None:
    """For a while, on this machine."""
    answers = Answers(tmp_path)
    answers.keep("a", "b", "judged")
    assert (answers.find("a", "b"), Answers(tmp_path).find("a", "b"), answers.find("b", "a")) == (
        "judged",
        "judged",
        "",
    )


def test_pauses_get_longer_until_something_succeeds() -> None:
    """Each after three failures in a row, or when the machine still cannot judge."""
    pauses = Pauses(Patience(in_a_row=3, pauses_s=(5, 10)))
    assert [pauses.note("why") for _ in range(6)] == [0, 0, 5, 0, 0, 10]
    assert pauses.again() == 10
    assert pauses.note("") == 0
    assert [pauses.note("why") for _ in range(3)] == [0, 0, 5]


def test_there_are_always_some_tasks_waiting_but_not_all() -> None:
    """As many more as are under way, and half again, so that more workers have something to begin with."""
    outstanding = Outstanding()
    sent = 0
    for _ in range(3):
        while outstanding.wants_more():
            outstanding.sent(outstanding.of(f"{sent}"), "")
            sent += 1
        for one in outstanding.waiting():
            outstanding.begun(one, "worker")
    assert sent == 8 + 12 + 30


def test_names_that_lead_elsewhere_are_not_plain() -> None:
    """Nor are those that a system could not have."""
    good = ["a", "a/b.mjs", "tests/fixtures/ü .txt"]
    bad = ["", "/a", "a/", "a//b", ".", "..", "a/../b", "a\0b", "a\\b", "a/" * 20 + "b", "x" * 300, "\u202e"]
    assert [is_plain(name) for name in good + bad] == [True] * len(good) + [False] * len(bad)


def test_a_kata_is_kept_whole_or_not_at_all(make_kata: MakeKata, tmp_path: Path) -> None:
    """What is being written lies aside until then, and nothing of it stays."""
    folder = collection.read(make_kata())
    katas = Katas(tmp_path / "cache")
    katas.add("small", digest.of_kata(folder), pack_kata(folder))
    assert not list((tmp_path / "cache").rglob(".new-*"))


def test_celery_is_not_imported_before_it_is_needed() -> None:
    """Who has not asked for it does not wait for it, nor need to have it."""
    script = (
        "import sys, runner.commands.grade, runner.commands.worker, runner.grade.grading; "
        "sys.exit('celery' in sys.modules or 'kombu' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode == 0

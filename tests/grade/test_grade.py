"""`kata grade` and `kata history`, as a person uses them."""

import contextlib
import csv
import json
import os
import pty
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import KATA_TOML, ROOT, Outcome, wait_for
from tests.grade.test_submissions import folder, zipped

Kata = Callable[..., Outcome]
MakeKata = Callable[..., Path]

KINDS = {
    "accepted": "export const answer = (x) => 2 * x;",
    "partially_accepted": "export const answer = (x) => (x === 0 ? 1 : 2 * x);",
    "wrong_answer": "export const answer = (x) => x;",
    "policy_violation": "import 'node:child_process'; export const answer = (x) => 2 * x;",
    "time_limit": "export const answer = (x) => { for (;;); };",
    "runtime_error": "export const answer = ;",
}
"""A solution for each verdict that a small kata can give."""


def write(root: Path, **texts: str) -> Path:
    """A folder of submissions, by id."""
    for id_, text in texts.items():
        folder(root, f"{id_}.mjs", text=text + "\n")
    return root


def rows(out: Path) -> list[dict[str, str]]:
    """results.csv."""
    with (out / "results.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def verdicts(out: Path) -> dict[str, str]:
    """Who got which."""
    return {row["id"]: row["verdict"] for row in rows(out)}


def grade(*arguments: str | Path) -> subprocess.Popen[str]:
    """A batch that goes on by itself."""
    command = [sys.executable, "-m", "runner.main", "grade", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT)


def finished(out: Path) -> int:
    """How many verdicts a batch that is under way has."""
    if not (out / "store.sqlite").is_file():
        return 0
    db = sqlite3.connect(f"file:{out / 'store.sqlite'}?mode=ro", uri=True)
    try:
        return int(db.execute("SELECT count(*) FROM judgement WHERE state = 'finished'").fetchone()[0])
    except sqlite3.Error:  # it is being made
        return 0
    finally:
        db.close()


def test_everybody_gets_a_verdict_and_a_report(kata: Kata, sandbox: str, make_kata: MakeKata, tmp_path: Path) -> None:
    """Whatever they handed in; the tables have a row for each."""
    source = write(tmp_path / "in", **KINDS)
    folder(source, "nothing/readme.md", "notes.txt")
    outcome = kata("grade", make_kata(), source, "--out", tmp_path / "out", "--sandbox", sandbox)
    assert outcome.code == 0, outcome.err
    wanted = {kind: kind for kind in KINDS} | {"nothing": "runtime_error", "notes.txt": "runtime_error"}
    assert verdicts(tmp_path / "out") == wanted
    for row in rows(tmp_path / "out"):
        report = json.loads((tmp_path / "out" / row["report"]).read_text())
        assert (report["verdict"], report["solution"]["path"]) == (row["verdict"], row["path"])
    lines = [json.loads(line) for line in (tmp_path / "out" / "results.jsonl").read_text().splitlines()]
    assert {line["id"]: line["verdict"] for line in lines} == wanted


def test_a_zip_is_graded_without_being_unpacked(kata: Kata, make_kata: MakeKata, tmp_path: Path) -> None:
    """There is nothing new beside it but what was asked for."""
    path = zipped(tmp_path / "in.zip", "ada/solution.mjs", text=KINDS["accepted"])
    outcome = kata("grade", make_kata(), path, "--out", tmp_path / "out")
    assert (outcome.code, verdicts(tmp_path / "out")) == (0, {"ada": "accepted"})
    assert {entry.name for entry in tmp_path.iterdir()} == {"in.zip", "katas", "out"}


def test_the_same_content_is_judged_once(kata: Kata, make_kata: MakeKata, tmp_path: Path) -> None:
    """Everybody gets the report, and is told with whom they share it."""
    source = write(tmp_path / "in", ada=KINDS["accepted"], grace=KINDS["accepted"], alan=KINDS["wrong_answer"])
    kata("grade", make_kata(), source, "--out", tmp_path / "out")
    assert {row["id"]: row["same_as"] for row in rows(tmp_path / "out")} == {"ada": "", "alan": "", "grace": "ada"}
    assert finished(tmp_path / "out") == 2
    assert json.loads((tmp_path / "out/reports/small/grace.json").read_text())["solution"]["path"].endswith("grace.mjs")


def test_a_second_run_judges_what_is_new(kata: Kata, make_kata: MakeKata, tmp_path: Path) -> None:
    """Nothing that is finished is run again, unless it is asked for."""
    source, made = write(tmp_path / "in", ada=KINDS["accepted"]), make_kata()
    arguments = ("grade", made, source, "--out", tmp_path / "out")
    kata(*arguments)
    first = (tmp_path / "out/reports/small/ada.json").read_bytes()
    write(source, grace=KINDS["wrong_answer"])
    assert "1 of 1 judged" in kata(*arguments).err
    assert "judged" not in kata(*arguments).err
    assert (tmp_path / "out/reports/small/ada.json").read_bytes() == first
    assert "1 of 1 judged" in kata(*arguments, "--rerun", "failed").err
    assert "2 of 2 judged" in kata(*arguments, "--rerun", "all").err


def test_a_changed_kata_judges_its_own_again(kata: Kata, make_kata: MakeKata, tmp_path: Path) -> None:
    """In a batch over several katas, only what the change affects; history has both."""
    small = make_kata()
    write(tmp_path, ada=KINDS["accepted"])
    emitter = ROOT / "katas" / "event-emitter" / "solutions" / "accepted" / "reference.mjs"
    (tmp_path / "all.csv").write_text(f"id,kata,path\nada,{small},ada.mjs\nada,event-emitter,{emitter}\n")
    arguments = ("grade", tmp_path / "all.csv", "--out", tmp_path / "out")
    assert kata(*arguments).code == 0
    readme = small / "README.md"
    readme.write_text(readme.read_text() + "\nMore words.\n")
    assert "1 of 1 judged" in kata(*arguments).err
    past = json.loads(kata("history", tmp_path / "out", "ada", "--format", "json").out)
    assert [(row["kata"], row["current"]) for row in past] == [
        ("event-emitter", True),
        ("small", False),
        ("small", True),
    ]


def test_whatever_kills_it_the_results_are_those_of_an_undisturbed_run(
    kata: Kata, make_kata: MakeKata, tmp_path: Path
) -> None:
    """Byte for byte, and nothing is left running."""
    made = make_kata()
    kinds = [*KINDS.values()]
    texts = {f"student{n}": f"// {n}\n{kinds[n % len(kinds)]}" for n in range(24)}
    source = write(tmp_path / "in", **texts)
    assert kata("grade", made, source, "--out", tmp_path / "calm", "-q").code == 0
    out = tmp_path / "out"
    for stage in range(1, 4):
        run = grade(made, source, "--out", out, "--jobs", "4")
        wait_for(lambda stage=stage: finished(out) >= 5 * stage)  # type: ignore[misc]
        os.kill(run.pid, signal.SIGKILL)
        run.communicate()
    before = finished(out)
    outcome = kata("grade", made, source, "--out", out, "--jobs", "4")
    assert outcome.code == 0, outcome.err
    assert f"of {24 - before} judged" in outcome.err
    for name in ("results.csv", "results.jsonl"):
        assert (out / name).read_bytes() == (tmp_path / "calm" / name).read_bytes()
    assert {path.name for path in (out / "reports/small").iterdir()} == {
        path.name for path in (tmp_path / "calm/reports/small").iterdir()
    }


def test_what_changes_meanwhile_is_judged_as_it_was(make_kata: MakeKata, tmp_path: Path) -> None:
    """When the batch was begun: nobody's is lost, and nobody hands in late."""
    out = tmp_path / "out"
    source = write(tmp_path / "in", **{f"s{n}": f"// {n}\n{KINDS['accepted']}" for n in range(8)})
    run = grade(make_kata(), source, "--out", out, "--jobs", "1")
    wait_for(lambda: finished(out) >= 1)
    for path in source.iterdir():
        path.write_text(KINDS["wrong_answer"]) if path.stem < "s6" else path.unlink()
    run.communicate(timeout=120)
    assert (run.returncode, set(verdicts(out).values())) == (0, {"accepted"})


def test_an_interruption_says_how_to_go_on(make_kata: MakeKata, tmp_path: Path) -> None:
    """And keeps what was judged."""
    texts = {f"s{n}": f"// {n}\n{KINDS['time_limit']}" for n in range(20)}
    out = tmp_path / "out"
    run = grade(make_kata(), write(tmp_path / "in", first=KINDS["accepted"], **texts), "--out", out, "--jobs", "2")
    wait_for(lambda: finished(out) >= 1)
    run.send_signal(signal.SIGINT)
    _, err = run.communicate(timeout=60)
    assert run.returncode == 130
    assert "resume with: kata grade" in err
    assert "Traceback" not in err


def test_a_second_one_on_the_same_folder_is_turned_away(kata: Kata, make_kata: MakeKata, tmp_path: Path) -> None:
    """With who is at work there; the first is not disturbed."""
    made, out = make_kata(), tmp_path / "out"
    texts = {f"s{n}": f"// {n}\n{KINDS['time_limit']}" for n in range(2)}
    source = write(tmp_path / "in", **texts)
    first = grade(made, source, "--out", out)
    wait_for(lambda: (out / ".lock").is_file() and (out / ".lock").read_text().strip() != "")
    second = kata("grade", made, source, "--out", out)
    assert (second.code, f"(process {first.pid})" in second.err) == (2, True)
    first.communicate(timeout=120)
    assert first.returncode == 0


@pytest.mark.parametrize(("name", "said"), [("full", "choose another --out"), ("file", "is a file")])
def test_a_folder_that_is_no_batch_is_left_alone(
    kata: Kata, make_kata: MakeKata, tmp_path: Path, name: str, said: str
) -> None:
    """Nothing in it is overwritten, and nothing is judged."""
    folder(tmp_path / "full", "thesis.txt")
    (tmp_path / "file").write_text("mine")
    outcome = kata("grade", make_kata(), write(tmp_path / "in", ada="x"), "--out", tmp_path / name)
    assert (outcome.code, said in outcome.err) == (2, True)
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["thesis.txt"]


def test_what_this_machine_cannot_read_is_not_graded(kata: Kata, make_kata: MakeKata, tmp_path: Path) -> None:
    """It gets no points and no zero, its reason is told, and the exit code says that something remains."""
    out, source = tmp_path / "out", write(tmp_path / "in", ada=KINDS["accepted"])
    with socket.socket(socket.AF_UNIX) as unreadable:  # also for root
        unreadable.bind(os.path.relpath(source / "grace.mjs"))
    outcome = kata("grade", make_kata(), source, "--out", out)
    assert outcome.code == 3, outcome.err
    assert {row["id"]: (row["verdict"], row["score"]) for row in rows(out)} == {
        "ada": ("accepted", "3"),
        "grace": ("internal_error", ""),
    }
    assert "grace.mjs: No such device or address" in outcome.out


def test_what_the_machine_fails_at_remains_and_is_named(kata: Kata, make_kata: MakeKata, tmp_path: Path) -> None:
    """After some tries; a test that is broken for one submission is nobody's zero."""
    tests = """\
import { test } from 'node:test';
import { act } from 'kata';
test('C1 answers', async () => { if ((await act('call', 1)) === 3) process.kill(process.pid, 'SIGKILL'); });
test('C2 answers again', async () => { await act('call', 2); });
test('E1 answers zero', async () => { await act('call', 0); });
"""
    made, out = make_kata(tests=tests), tmp_path / "out"
    source = write(tmp_path / "in", ada=KINDS["accepted"], eve="export const answer = (x) => 3 * x;")
    outcome = kata("grade", made, source, "--out", out)
    assert outcome.code == 3
    assert {row["id"]: (row["verdict"], row["score"]) for row in rows(out)} == {
        "ada": ("accepted", "3"),
        "eve": ("internal_error", ""),
    }
    assert "eve is tried again" in outcome.err
    assert "eve: " in outcome.out
    again = kata("grade", made, source, "--out", out)
    assert (again.code, "judged" in again.err) == (3, False)
    assert "eve is tried again" in kata("grade", made, source, "--out", out, "--rerun", "internal").err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["grade", "nowhere"], "there is nothing here"),
        (["grade", "small", "in", "more"], "name a kata and its submissions"),
        (["grade"], "Missing argument"),
        (["grade", "no-such-kata", "in"], "there is no kata 'no-such-kata'"),
        (["grade", "event-emitter", "empty"], "there are no submissions"),
        (["history", "in"], "no batch here"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(kata: Kata, tmp_path: Path, arguments: list[str], said: str) -> None:
    """With exit code 2, and nothing written."""
    write(tmp_path / "in", ada="x")
    (tmp_path / "empty").mkdir()
    outcome = kata(*arguments, cwd=tmp_path)
    assert (outcome.code, said in outcome.err, "Traceback" in outcome.err) == (2, True, False), outcome.err
    assert not (tmp_path / "grades").exists()


def test_programs_read_the_summary_as_json(kata: Kata, make_kata: MakeKata, tmp_path: Path) -> None:
    """With the counts, and nothing else on standard output."""
    source = write(tmp_path / "in", ada=KINDS["accepted"], grace=KINDS["accepted"])
    outcome = kata("grade", make_kata(), source, "--out", tmp_path / "out", "--format", "json")
    told: dict[str, Any] = json.loads(outcome.out)
    assert (told["submissions"], told["same"], told["verdicts"], told["not_graded"]) == (2, 1, {"accepted": 2}, [])


def test_quiet_says_nothing(kata: Kata, make_kata: MakeKata, tmp_path: Path) -> None:
    """Where nothing goes wrong."""
    outcome = kata("grade", make_kata(), write(tmp_path / "in", ada="x"), "--out", tmp_path / "out", "-q")
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "")


def test_the_seed_is_everybodys_and_stays(kata: Kata, make_kata: MakeKata, tmp_path: Path) -> None:
    """It follows from the kata, so two batches of it are the same; --seed sets another."""
    made, source = make_kata(toml=KATA_TOML), write(tmp_path / "in", ada="x", grace="y")
    for name, more in {"one": (), "two": (), "three": ("--seed", "7")}.items():
        kata("grade", made, source, "--out", tmp_path / name, *more)
    seeds = {
        name: {json.loads(path.read_text())["seed"] for path in (tmp_path / name / "reports/small").glob("*.json")}
        for name in ("one", "two", "three")
    }
    assert (len(seeds["one"]), seeds["one"] == seeds["two"], seeds["three"]) == (1, True, {7})


def test_a_person_sees_how_far_it_is(make_kata: MakeKata, tmp_path: Path) -> None:
    """On a terminal: a bar with the rate, the verdicts so far and what is running now, and nothing that hides it."""
    ours, theirs = pty.openpty()
    source = write(tmp_path / "in", ada=KINDS["accepted"], **{"eve\x1b[2J": KINDS["time_limit"]})
    command = [
        sys.executable,
        "-m",
        "runner.main",
        "grade",
        str(make_kata()),
        str(source),
        "--out",
        str(tmp_path / "out"),
    ]
    run = subprocess.Popen([*command, "--jobs", "1"], stdout=theirs, stderr=theirs, cwd=ROOT)
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):  # which is how a terminal ends
        while data := os.read(ours, 65536):
            shown += data
    os.close(ours)
    assert run.wait() == 0
    for words in (b"of 2", b"a second", b"1 accepted, 1 time_limit", b"now: ", b"2 of 2 submissions graded"):
        assert words in shown
    assert "╺".encode() in shown or "╸".encode() in shown  # where the bar is at half of its length
    assert b"\x1b[2J" not in shown

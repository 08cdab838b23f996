"""Where reports go: one to the terminal, any number into files."""

import base64
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from runner.commands.reports import destinations
from runner.errors import UsageError
from runner.formats import FORMATS, SUFFIXES
from runner.output import write_file
from tests.conftest import ROOT, Outcome

Kata = Callable[..., Outcome]
MakeKata = Callable[..., Path]
Solution = Callable[..., Path]
WRONG = "export const answer = (x) => (x ? 2 * x : '<script>::error::');"
BEGINS = {
    "junit": '<?xml version="1.0"',
    "github": "::stop-commands::",
    "classroom": "::stop-commands::",
    "gradescope": '{\n  "score": 2,',
    "exercism": '{\n  "version": 3,',
    "tap": "TAP version 14\n1..3\n",
    "markdown": "## 🟡 A small kata: partially_accepted",
    "csv": "kata,kata_version,",
    "json": '{\n  "schema_version": 1,',
    "text": "A small kata: ",
    "html": "<!doctype html>",
}


def test_one_run_writes_every_format(kata: Kata, make_kata: MakeKata, solution: Solution, tmp_path: Path) -> None:
    """The terminal gets its text, and each file its format."""
    path, written = solution(WRONG), {name: tmp_path / f"{name}.out" for name in FORMATS}
    wanted = [option for name, file in written.items() for option in ("--report", f"{name}={file}")]
    outcome = kata("run", make_kata(), path, "--sandbox", "bubblewrap", *wanted)
    assert (outcome.code, outcome.out.startswith(BEGINS["text"])) == (1, True)
    for name, begin in BEGINS.items():
        assert written[name].read_text(encoding="utf-8").startswith(begin), name


@pytest.mark.parametrize("name", list(BEGINS))
def test_a_format_is_printed(kata: Kata, make_kata: MakeKata, solution: Solution, name: str) -> None:
    """--format says which, and the exit code is the verdict's all the same."""
    outcome = kata("run", make_kata(), solution(WRONG), "--sandbox", "bubblewrap", "--format", name)
    assert (outcome.code, outcome.out.startswith(BEGINS[name])) == (1, True), outcome


def test_junit_comes_in_the_dialect_that_is_asked_for(kata: Kata, make_kata: MakeKata, solution: Solution) -> None:
    """The extended one names files."""
    folder, path = make_kata(), solution(WRONG)
    strict, extended = (
        kata("run", folder, path, "--sandbox", "bubblewrap", "--format", "junit", "--junit-dialect", dialect).out
        for dialect in ("strict", "extended")
    )
    assert ("file=" in strict, f'file="{path}"' in extended) == (False, True)


def test_a_file_name_says_the_format() -> None:
    """As each suffix has it."""
    for suffix, name in SUFFIXES.items():
        [found] = destinations([f"report{suffix.upper()}"])
        assert (found.format_, found.path) == (name, Path(f"report{suffix.upper()}"))


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (["report"], "say which format, as in --report markdown=FILE; there are text, json"),
        (["report.unknown"], "say which format"),
        ([""], "say which format"),
        (["yaml=report.yaml"], "there is no format 'yaml'; there are text, json"),
        (["yaml=report.json"], "there is no format 'yaml'"),
        (["=report.json"], "there is no format ''"),
        (["junit="], "name the file, as in --report junit=FILE"),
        (["json=."], "Is a directory"),
        (["json=/"], "Is a directory"),
        (["json=missing/report"], "No such file or directory"),
        (["json=file/report"], "Not a directory"),
        (["json=" + "x" * 300], "File name too long"),
        (["json=circle"], "Too many levels of symbolic links"),
        (["json=socket"], "it is no file"),
        (["json=a", "junit=a"], "two reports cannot be written to one file"),
        (["json=a", "junit=./sub/../a"], "two reports cannot be written to one file"),
        (["json=file", "junit=link"], "two reports cannot be written to one file"),
        (["json=dangling", "junit=nothing-yet"], "two reports cannot be written to one file"),
    ],
)
def test_what_cannot_be_written_is_told_before_anything_runs(
    wanted: list[str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a sentence that says what to do."""
    import socket

    monkeypatch.chdir(tmp_path)
    Path("sub").mkdir()
    Path("file").touch()
    for name, target in (("link", "file"), ("circle", "circle"), ("dangling", "nothing-yet")):
        Path(name).symlink_to(target)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket")
        with pytest.raises(UsageError, match=re.escape(words)):
            destinations(wanted)


def test_a_folder_that_nobody_may_write_to_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may, so it is the answer that is tried."""
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(UsageError, match=r"Permission denied; name a file in a folder"):
        destinations([f"json={tmp_path / 'report'}"])


def test_wrong_usage_runs_nothing(kata: Kata, make_kata: MakeKata, solution: Solution) -> None:
    """The exit code is 2, and nothing was judged."""
    outcome = kata("run", make_kata(), solution(WRONG), "--report", "yaml=report")
    assert (outcome.code, outcome.out, "there is no format 'yaml'" in outcome.err) == (2, "", True)


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """What it leads to is written, whole or not at all."""
    (tmp_path / "link").symlink_to("report")
    write_file(tmp_path / "link", "new")
    assert ((tmp_path / "link").is_symlink(), (tmp_path / "report").read_text()) == (True, "new")


def test_a_name_may_be_as_long_as_names_can_be(tmp_path: Path) -> None:
    """The file that is written first has another one."""
    path = tmp_path / ("x" * 250 + ".json")
    write_file(path, "new")
    assert (path.read_text(), list(tmp_path.iterdir())) == ("new", [path])


def test_a_device_is_written_to(kata: Kata, make_kata: MakeKata, solution: Solution) -> None:
    """And not replaced with a file: standard output, where it is a pipe, and what swallows everything."""
    options = ("--sandbox", "bubblewrap", "-q", "--report", "tap=/dev/stdout", "--report", "json=/dev/null")
    outcome = kata("run", make_kata(), solution(WRONG), *options)
    assert (outcome.code, outcome.err) == (1, "")
    assert "TAP version 14" in outcome.out
    assert Path("/dev/null").is_char_device()


def test_a_device_that_is_full_is_told(kata: Kata, make_kata: MakeKata, solution: Solution) -> None:
    """After the report that people wait for has been shown."""
    outcome = kata("run", make_kata(), solution(WRONG), "--sandbox", "bubblewrap", "--report", "json=/dev/full")
    assert (outcome.code, "partially_accepted" in outcome.out) == (2, True)
    assert "/dev/full: could not be written: No space left on device" in outcome.err


@pytest.mark.parametrize("name", ["out", "/dev/stdout", "link"])
def test_a_file_that_is_printed_to_is_no_place_for_a_report(
    name: str, make_kata: MakeKata, solution: Solution, tmp_path: Path
) -> None:
    """It would replace what is printed."""
    command = [sys.executable, "-m", "runner.main", "run", str(make_kata()), str(solution(WRONG))]
    (tmp_path / "link").symlink_to("/dev/stdout")
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with (tmp_path / "out").open("w") as out:
        finished = subprocess.run(
            [*command, "--report", f"json={name}"], stdout=out, stderr=subprocess.PIPE, text=True, cwd=tmp_path, env=env
        )
    assert (finished.returncode, "what this command prints goes there" in finished.stderr) == (2, True)
    assert (tmp_path / "out").read_text() == ""


def test_a_step_of_github_gets_its_summary_and_outputs(
    kata: Kata, make_kata: MakeKata, solution: Solution, tmp_path: Path
) -> None:
    """For Classroom with the results that its reporter takes; what was there before stays."""
    summary, outputs = tmp_path / "summary", tmp_path / "outputs"
    summary.write_text("before\n")
    env = {"GITHUB_STEP_SUMMARY": str(summary), "GITHUB_OUTPUT": str(outputs)}
    arguments = ("run", make_kata(), solution(WRONG), "--sandbox", "bubblewrap", "--format", "classroom")
    assert kata(*arguments, env=env).code == 1
    assert summary.read_text().startswith("before\n## 🟡 A small kata: partially_accepted")
    told = dict(re.findall(r"^([\w-]+)<<(?:\w+)\n(.*)\n", outputs.read_text(), re.M))
    assert (told["verdict"], told["score"], told["max-score"]) == ("partially_accepted", "2", "3")
    assert json.loads(base64.b64decode(told["result-edge"]))["status"] == "fail"


def test_a_summary_that_is_full_is_left_alone(
    kata: Kata, make_kata: MakeKata, solution: Solution, tmp_path: Path
) -> None:
    """A step whose summary is above a mebibyte would lose all of it."""
    summary = tmp_path / "summary"
    summary.write_bytes(b"x" * 1024 * 1024)
    arguments = ("run", make_kata(), solution(WRONG), "--sandbox", "bubblewrap", "--format", "github")
    assert kata(*arguments, env={"GITHUB_STEP_SUMMARY": str(summary)}).code == 1
    assert summary.stat().st_size == 1024 * 1024


def test_a_step_learns_no_score_where_nothing_was_judged(
    kata: Kata, make_kata: MakeKata, solution: Solution, tmp_path: Path
) -> None:
    """There is a verdict only."""
    outputs = tmp_path / "outputs"
    folder = make_kata(tests="import 'node:net';")
    arguments = ("run", folder, solution(WRONG), "--sandbox", "bubblewrap", "--format", "github")
    assert kata(*arguments, env={"GITHUB_OUTPUT": str(outputs)}).code == 3
    assert re.findall(r"^([\w-]+)<<", outputs.read_text(), re.M) == ["verdict"]


def test_text_needs_no_library_of_another_format(make_kata: MakeKata, solution: Solution) -> None:
    """What people wait for at a terminal does not wait for an import that a page or a document needs."""
    command = [sys.executable, "-X", "importtime", "-m", "runner.main", "run", str(make_kata()), str(solution(WRONG))]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run([*command, "--sandbox", "bubblewrap"], capture_output=True, text=True, env=env, check=False)
    assert "partially_accepted" in run.stdout
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in run.stderr.splitlines()}
    assert "click" in imported
    assert not imported & {"jinja2", "pygments", "lxml", "xml", "csv", "yaml", "rich", "tempfile"}

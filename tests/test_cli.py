"""The command line: what is said of what cannot be done, and the exit codes."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest

from runner import main as main_module
from runner.cli import cli
from runner.main import main
from tests.conftest import KATA_TOML, ROOT, SOLUTIONS, Outcome, wait_for

Kata = Callable[..., Outcome]
MakeKata = Callable[..., Path]
Solution = Callable[..., Path]
ESM = SOLUTIONS / "accepted" / "reference.mjs"


def refused(outcome: Outcome, code: int, words: str) -> None:
    """One clear sentence, the right exit code, no traceback, nothing on standard output."""
    assert outcome.code == code, outcome
    assert words in outcome.err
    assert "Traceback" not in outcome.err
    assert outcome.out == ""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "event-emiter"], "did you mean event-emitter?"),
        (["run", "./nowhere"], "no kata here"),
        (["run", "event-emitter", "none.mjs"], "none.mjs: No such file or directory"),
        (["run", "event-emitter"], "no solution found here: write event-emitter.mjs"),
        (["run", "event-emitter", str(ESM), "--only", "zebra"], "no hidden test's name contains 'zebra'"),
        (["run", "event-emitter", str(ESM), "--sandbox", "chroot"], "chroot"),
        (["run", "event-emitter", str(ESM), "--sandbox", "bubblewrap", "--runtime", "runsc"], "--sandbox docker"),
        (["run", "event-emitter", str(ESM), "--memory", "1"], "64<=x<=4096"),
        (["run"], "Missing argument 'KATA'"),
        (["walk"], "No such command 'walk'"),
        (["list", "--katas", "nowhere"], "not a folder of katas"),
        (["show", "zzz"], "there is no kata 'zzz'"),
    ],
)
def test_wrong_usage_is_answered_with_what_to_do(kata: Kata, tmp_path: Path, arguments: list[str], words: str) -> None:
    """Exit code 2 and a sentence."""
    refused(kata(*arguments, cwd=tmp_path), 2, words)


def test_a_broken_kata_is_its_authors_error(kata: Kata, make_kata: MakeKata, solution: Solution) -> None:
    """A typo in kata.toml ends in exit code 2 with file, field and problem."""
    folder = make_kata(toml=KATA_TOML.replace("exports", "export"))
    refused(kata("run", folder, solution("")), 2, "kata.toml: exports: this field is missing")


@pytest.mark.parametrize(
    ("scenarios", "words"),
    [("export const = 1;", "scenarios are broken"), ("export const other = () => 1;", "which there is not")],
)
def test_broken_scenarios_are_the_authors_error(
    kata: Kata, make_kata: MakeKata, solution: Solution, scenarios: str, words: str
) -> None:
    """Scenarios that do not load, or lack one, end in exit code 2."""
    refused(kata("run", make_kata(scenarios=scenarios), solution("export const answer = 1;")), 2, words)


def test_broken_tests_judge_nothing(kata: Kata, make_kata: MakeKata, solution: Solution) -> None:
    """A test file that does not load is our side's failure: exit code 3, no point, and no fail."""
    outcome = kata("run", make_kata(tests="import 'node:net';"), solution("export const answer = 1;"))
    assert outcome.code == 3
    assert "internal_error" in outcome.out
    assert "may not import 'node:net'" in outcome.out


def test_standard_input_is_a_solution(kata: Kata, make_kata: MakeKata) -> None:
    """`-` reads one file; nothing in it is an error."""
    folder = make_kata()
    assert kata("run", folder, "-", stdin="module.exports = { answer: (x) => 2 * x };").code == 0
    refused(kata("run", folder, "-"), 2, "standard input is empty")


def test_the_solution_that_was_found_is_named(kata: Kata, make_kata: MakeKata, solution: Solution) -> None:
    """Without SOLUTION it is said which one was taken."""
    path = solution("export const answer = (x) => 2 * x;")
    outcome = kata("run", make_kata(), cwd=path.parent)
    assert (outcome.code, "judging solution.mjs" in outcome.err) == (0, True)


def test_a_collection_is_found_by_option_and_environment(kata: Kata, make_kata: MakeKata, solution: Solution) -> None:
    """--katas and KATA_PATH both add katas by name."""
    collection, path = make_kata().parent, solution("export const answer = (x) => 2 * x;")
    assert kata("run", "small", path, "--katas", collection).code == 0
    assert kata("run", "small", path, env={"KATA_PATH": str(collection)}).code == 0


def test_options_come_from_the_environment(kata: Kata, make_kata: MakeKata, solution: Solution) -> None:
    """Each option has its variable."""
    path = solution("export const answer = (x) => (x ? 2 * x : 1);")
    env = {"KATA_REQUIRE": "core", "KATA_FORMAT": "json", "KATA_SEED": "5", "KATA_SANDBOX": "bubblewrap"}
    outcome = kata("run", make_kata(), path, env=env)
    assert (outcome.code, json.loads(outcome.out)["seed"]) == (0, 5)


def test_output_is_written_and_the_terminal_gets_its_text(
    kata: Kata, make_kata: MakeKata, solution: Solution, tmp_path: Path
) -> None:
    """--output takes the report, by its name as JSON, while the text goes to standard output."""
    outcome = kata("run", make_kata(), solution("export const answer = 1;"), "--output", tmp_path / "r.json")
    assert json.loads((tmp_path / "r.json").read_text())["verdict"] == "wrong_answer"
    assert "wrong_answer" in outcome.out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["katas", "r.json", "solution.mjs"]


@pytest.mark.parametrize("path", ["/proc/report.json", "/dev/full/report.json", "missing/report.json"])
def test_an_output_that_cannot_be_written_is_told(
    kata: Kata, make_kata: MakeKata, solution: Solution, path: str
) -> None:
    """An unwritable place ends in exit code 2 with the reason, and leaves nothing."""
    outcome = kata("run", make_kata(), solution("export const answer = (x) => 2 * x;"), "--output", path)
    assert (outcome.code, "could not be written" in outcome.err) == (2, True)


def test_a_full_disk_leaves_the_old_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the new report cannot be written whole, the old one stays."""
    from runner.errors import UsageError
    from runner.output import write_file

    path = tmp_path / "report.json"
    path.write_text("old")
    monkeypatch.setattr(os, "fsync", _full)
    with pytest.raises(UsageError, match="No space left"):
        write_file(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def _full(_descriptor: int) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_can_complete(kata: Kata, shell: str) -> None:
    """The script for each shell is printed, and the command ends."""
    outcome = kata(env={"_KATA_COMPLETE": f"{shell}_source", "_MAIN_COMPLETE": f"{shell}_source"})
    assert (outcome.code, "_KATA_COMPLETE" in outcome.out) == (0, True)


def hear_hangups() -> None:
    """Undo nohup(1), under which the tests themselves may run."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupt_ends_everything(make_kata: MakeKata, solution: Solution, sandbox: str, number: int) -> None:
    """Ctrl-C, or a terminal that is closed, in the middle of a run ends it with exit code 130 and leaves no process."""
    path = solution("export const answer = () => { for (;;); };")
    command = [sys.executable, "-m", "runner.main", "run", str(make_kata()), str(path), "--sandbox", sandbox]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, preexec_fn=hear_hangups)
    wait_for(lambda: "/sandbox/host/main.mjs" in below(child.pid, sandbox))
    child.send_signal(number)
    out, err = child.communicate(timeout=60)
    assert (child.returncode, out) == (130, b"")
    assert err.strip() == b"interrupted"
    assert "/sandbox/host/main.mjs" not in below(child.pid, sandbox)


def test_a_killed_run_leaves_nothing(make_kata: MakeKata, solution: Solution, sandbox: str, kata: Kata) -> None:
    """After kill -9 the box is gone, at the latest when the next run has begun."""
    path = solution("export const answer = () => { for (;;); };")
    folder = make_kata()
    command = [sys.executable, "-m", "runner.main", "run", str(folder), str(path), "--sandbox", sandbox]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT)
    wait_for(lambda: "/sandbox/host/main.mjs" in below(child.pid, sandbox))
    child.kill()
    child.wait()
    assert kata("run", folder, solution("export const answer = (x) => 2 * x;"), "--sandbox", sandbox).code == 0
    wait_for(lambda: "/sandbox/host/main.mjs" not in below(child.pid, sandbox))
    if sandbox == "docker":
        wait_for(lambda: containers() == "")


def below(pid: int, sandbox: str) -> str:
    """The command lines of the boxes of a run that are alive."""
    if sandbox == "docker":
        command = ["docker", "ps", "--no-trunc", "--format", '{{.Label "kata.run"}} {{.Command}}']
        listing = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        return "\n".join(line for line in listing.splitlines() if line.startswith(f"{pid}/"))
    listing = subprocess.run(["ps", "-ewwo", "pid,ppid,args"], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 2) for line in listing.splitlines()[1:]]
    family = {str(pid)}
    for row in rows * 4:
        if row[1] in family:
            family.add(row[0])
    return "\n".join(row[2] for row in rows if row[0] in family and "bwrap" in row[2])


def containers() -> str:
    """The containers of kata that there are, running or not."""
    command = ["docker", "ps", "-aq", "--filter", "label=kata.run"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_a_bug_is_ours(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception that nobody expected ends in exit code 4, says so, and hides its traceback."""

    def broken(*_: Any, **__: Any) -> int:
        raise ZeroDivisionError("oops")

    monkeypatch.setattr(cli, "main", broken)
    assert main_module.main(["list"]) == 4
    assert "a bug in kata" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["list"], ["show", "event-emitter"], ["run", "-h"]])
def test_what_only_shows_ends_well(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Help, version and the lists end with 0 and print to standard output."""
    assert main(arguments) == 0
    assert capsys.readouterr().out


def test_every_command_has_help_and_is_in_the_readme() -> None:
    """No command or option goes undocumented."""
    readme = (ROOT / "README.md").read_text() + (ROOT / "CONTRIBUTING.md").read_text()
    for name, command in cli.commands.items():
        assert command.help, name
        assert f"kata {name}" in readme
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.help, f"{name} {parameter.name}"


def test_no_sandbox_at_all_is_told(kata: Kata, make_kata: MakeKata, solution: Solution, tmp_path: Path) -> None:
    """Where neither engine answers: exit code 3, why, and what to do."""
    (tmp_path / "bin").mkdir()
    bwrap = tmp_path / "bin" / "bwrap"
    version, refusal = "echo bubblewrap 0.9.0; exit 0", "echo 'bwrap: No permissions to create a new namespace' >&2"
    bwrap.write_text(f'#!/bin/sh\n[ "$1" = --version ] && {{ {version}; }}\n{refusal}\nexit 1\n')
    bwrap.chmod(0o755)
    env = {"PATH": f"{bwrap.parent}:/usr/bin:/bin", "DOCKER_HOST": f"unix://{tmp_path}/no.sock"}
    outcome = kata("run", make_kata(), solution("export const answer = 1;"), env=env)
    assert outcome.code == 3
    assert "No permissions to create a new namespace" in outcome.err
    assert "kata doctor" in outcome.err
    assert kata("doctor", env=env).code == 3


def test_colour_is_for_terminals(kata: Kata, make_kata: MakeKata, solution: Solution) -> None:
    """A pipe gets no escape sequence."""
    assert "\x1b" not in kata("run", make_kata(), solution("export const answer = 1;")).out


def test_doctor_starts_what_it_says_works(kata: Kata, sandbox: str) -> None:
    """A sandbox that works here is said to, with Node's version and what is enforced."""
    finding = json.loads(kata("doctor", "--format", "json").out)[sandbox]
    assert finding["node"].startswith("v24.")
    assert finding["enforced"]["network"]


def test_the_manifest_is_what_a_run_reports(kata: Kata) -> None:
    """The manifest that is checked in is the one that an accepted solution gives."""
    assert kata("manifest", "event-emitter").code == 0

"""What the documentation shows is what happens."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from runner import resources
from tests.conftest import REQUIRED, ROOT, SOLUTIONS, Outcome, trouble_with

Kata = Callable[..., Outcome]
README = (ROOT / "README.md").read_text()
PAGES = ("practising.md", "grading-in-ci.md", "checking-a-take-home.md", "grading-a-class.md")
NEARLY = SOLUTIONS / "partially_accepted" / "falsy-event-clears-all.mjs"


def commands(text: str) -> list[list[str]]:
    """Every command that a text shows after a `$`, or as what a step of a job runs, as arguments."""
    lines = re.findall(r"^(?:\$|\s+(?:- )?run:) (.+?)(?:\s+(?:#|>).*)?$", text, re.M)
    return [shlex.split(line) for line in lines]


def of_kata(text: str) -> list[list[str]]:
    """Those of them that are kata's, without its name."""
    return [arguments for program, *arguments in commands(text) if program == "kata"]


def expected(arguments: list[str]) -> int:
    """The exit code of a command of kata's, on a solution that misses one test beyond the core."""
    if "--watch" in arguments:
        return 130
    if "--runtime" in arguments and trouble_with(f"docker:{arguments[arguments.index('--runtime') + 1]}"):
        return 3
    return 1 if arguments[0] == "run" and not {"public", "core"} & {*arguments} else 0


@pytest.mark.parametrize("arguments", of_kata(README), ids=" ".join)
def test_every_command_of_the_readme_works(kata: Kata, tmp_path: Path, arguments: list[str]) -> None:
    """In a folder with a solution that falls short at one point, each command does what it says."""
    for name in ("my-emitter.mjs", "event-emitter.mjs"):
        shutil.copy(NEARLY, tmp_path / name)
    hand_in(tmp_path)
    if arguments[0] == "history":
        kata("grade", "event-emitter", "submissions", cwd=tmp_path)
    outcome = kata(*arguments, cwd=tmp_path)
    assert outcome.code == expected(arguments), outcome.err


@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_a_page_works(kata: Kata, tmp_path: Path, page: str) -> None:
    """One after the other, by somebody who writes that solution as soon as there is a folder for it."""
    shutil.copy(NEARLY, tmp_path / "event-emitter.mjs")
    with zipfile.ZipFile(tmp_path / "submission.zip", "w") as archive:
        archive.write(NEARLY, "event-emitter/event-emitter.mjs")
    shutil.copytree(ROOT / "ci", tmp_path / "ci")
    hand_in(tmp_path)
    folder, shown = tmp_path, commands((ROOT / "docs" / page).read_text())
    assert shown
    for program, *arguments in shown:
        if program == "cd":
            folder = folder / arguments[0]
        elif program != "kata":
            assert others(program, arguments, folder) == 0, arguments
        elif "--watch" in arguments:
            assert watched(arguments, folder) == expected(arguments)
        elif "docker" not in arguments or docker_works():
            outcome = kata(*arguments, cwd=folder)
            assert outcome.code == expected(arguments), (arguments, outcome.out, outcome.err)
            if arguments[0] == "start":
                shutil.copy(NEARLY, folder / arguments[1] / "event-emitter.mjs")


def hand_in(folder: Path) -> None:
    """Submissions for whoever grades some, and a manifest of them."""
    (folder / "submissions" / "grace").mkdir(parents=True)
    for name in ("ada.mjs", "ada-limiter.mjs", "grace/solution.mjs"):
        shutil.copy(NEARLY, folder / "submissions" / name)
    [table] = re.findall(r"```csv\n(.+?)```", (ROOT / "docs" / "grading-a-class.md").read_text(), re.S)
    (folder / "class.csv").write_text(table)


def docker_works() -> bool:
    """Whether it does here; in CI it must."""
    trouble = trouble_with("docker")
    assert not (trouble and REQUIRED), trouble
    return trouble is None


def others(program: str, arguments: list[str], folder: Path) -> int:
    """Run a program that is not kata: those of Node are the ones that pip has brought."""
    node = resources.node()
    known = {
        "npm": [str(node), str(node.parent.parent / "lib/node_modules/npm/bin/npm-cli.js")],
        "python3": [sys.executable],
    }
    env = os.environ | {"PATH": f"{node.parent}:{os.environ['PATH']}"}
    return subprocess.run([*known[program], *arguments], cwd=folder, env=env, capture_output=True).returncode


def watched(arguments: list[str], folder: Path) -> int:
    """Let a watch judge once, press Ctrl-C, and give its exit code."""
    command = [sys.executable, "-m", "runner.main", *arguments]
    env = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as watch:
        assert watch.stdout
        assert any(b"points in" in line for line in watch.stdout)
        watch.send_signal(signal.SIGINT)
        return watch.wait(60)


def steps(block: Any) -> list[dict[str, Any]]:
    """The steps of an example of a workflow, or of a part of one."""
    jobs = block.get("jobs", {}).values()
    return [*block.get("steps", []), *(step for job in jobs for step in job.get("steps", [])), *jobs]


def test_the_examples_for_ci_use_what_there_is() -> None:
    """Inputs and outputs of the action and the workflow, and the job of the template, are called so there."""
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    workflow = yaml.safe_load((ROOT / ".github/workflows/grade.yml").read_text())[True]["workflow_call"]
    template = yaml.safe_load((ROOT / "ci/gitlab.yml").read_text())
    text = (ROOT / "docs/grading-in-ci.md").read_text()
    blocks = [yaml.safe_load(block) for block in re.findall(r"^```yaml\n(.*?)^```", text, re.M | re.S)]
    used = {step["uses"]: step.get("with", {}) for block in blocks for step in steps(block) if "uses" in step}
    assert used["OWNER/REPOSITORY@COMMIT"].keys() <= action["inputs"].keys()
    assert used["OWNER/REPOSITORY/.github/workflows/grade.yml@COMMIT"].keys() <= workflow["inputs"].keys()
    job = next(block["event-emitter"] for block in blocks if "include" in block)
    assert job["extends"] in template
    outputs = {*re.findall(r"steps\.kata\.outputs\.([\w-]+)", text)}
    assert outputs - {"result-core", "result-edge"} <= action["outputs"].keys()
    for name in action["inputs"].keys() | action["outputs"].keys():
        assert f"`{name}`" in text or f"{name}:" in text


def test_every_page_is_linked_to() -> None:
    """From the README, by a path that exists; and each page's own links lead somewhere, too."""
    for page in PAGES:
        assert f"(docs/{page})" in README
    for file in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", file.read_text()):
            assert (file.parent / target).exists(), target


def test_the_screen_of_the_readme_is_real(kata: Kata, tmp_path: Path) -> None:
    """Each line of the screen that the README shows is in the real output, but for the time it took."""
    shutil.copy(NEARLY, tmp_path / "my-emitter.mjs")
    real = kata("run", "event-emitter", "my-emitter.mjs", "--sandbox", "bubblewrap", cwd=tmp_path).out.splitlines()
    screen = README.split("$ kata run event-emitter my-emitter.mjs\n")[1].split("```")[0]
    seen = {re.sub(r"\(\w+\)$|\d+\.\d+ s$", "", line) for line in real}
    for line in screen.splitlines():
        if line.strip() in ("", "…") or "after removeAllListeners" in line:  # which falsy event comes first is random
            continue
        assert re.sub(r"\d+\.\d+ s$", "", line) in seen, line

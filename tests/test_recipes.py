"""The recipes for CI: their shell is run as the services would run it, on solutions and settings that mean no good."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml
from jsonschema import validate

from tests.conftest import ROOT, SOLUTIONS
from tests.formats.actions import commands
from tests.formats.test_gradescope import SCHEMA

ACCEPTED = SOLUTIONS / "accepted" / "reference.mjs"
PARTIAL = SOLUTIONS / "partially_accepted" / "falsy-event-clears-all.mjs"
BROKEN = SOLUTIONS / "runtime_error" / "syntax-error.mjs"
PROGRAMS = Path(sys.executable).parent
HOSTILE = (
    """x"; touch owned; $(touch owned) `touch owned` '; touch owned; ' & touch owned | touch owned\ntouch owned\n#"""
)
COMMANDS = """
const text = '::set-output name=verdict::accepted\\n::error::owned\\n##[add-mask]a\\n::stop-commands::owned\\n';
console.log(text);
export class MyEventEmitter {
  constructor() {
    console.log(text);
    throw new Error(text);
  }
}
"""


def parsed(name: str) -> Any:
    """A YAML file of the repository."""
    return yaml.safe_load((ROOT / name).read_text())


ACTION = parsed("action.yml")
WORKFLOW = parsed(".github/workflows/grade.yml")
GITLAB = parsed("ci/gitlab.yml")[".kata"]
GRADESCOPE = ("setup.sh", "run_autograder")


@dataclass(frozen=True, kw_only=True)
class Step:
    """How the shell of a recipe ended."""

    code: int
    printed: str
    outputs: dict[str, str] = field(default_factory=dict)


def bash(script: str, folder: Path, env: dict[str, str]) -> Step:
    """Run a script as GitHub's runner and GitLab's do; whatever was in it, it has made no file called `owned`."""
    finished = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=folder,
        env={**os.environ, "TMPDIR": str(folder.parent), **env},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert not list(folder.parent.rglob("owned*"))
    return Step(code=finished.returncode, printed=finished.stdout + finished.stderr)


def evaluated(text: str, context: dict[str, str]) -> str:
    """A text with `${{ name }}` replaced; a name that the context lacks is an error."""
    return re.sub(r"\$\{\{ ([\w.-]+) \}\}", lambda found: context[found[1]], text)


def run_step(name: str, workspace: Path, inputs: dict[str, str], made_by_others: dict[str, str]) -> Step:
    """A step of action.yml, with the files and variables that the runner gives it, and the action's outputs."""
    defaults = {key: one["default"] for key, one in ACTION["inputs"].items() if "default" in one}
    assert inputs.keys() <= ACTION["inputs"].keys()
    context = {f"inputs.{key}": value for key, value in (defaults | inputs).items()} | made_by_others
    step = next(one for one in ACTION["runs"]["steps"] if one["id"] == name)
    assert step["shell"] == "bash"
    temporary = workspace.parent / "temp"
    temporary.mkdir(exist_ok=True)
    files = {key: temporary / key.lower() for key in ("GITHUB_ENV", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    for file in files.values():
        file.write_text("")
    env = {key: evaluated(value, context) for key, value in step["env"].items()}
    env |= {key: str(path) for key, path in files.items()}
    env |= {"RUNNER_TEMP": str(temporary), "GITHUB_ACTION_PATH": str(ROOT)}
    done = bash(step["run"], workspace, env)
    assert files["GITHUB_ENV"].read_text() == ""
    told = outputs_in(files["GITHUB_OUTPUT"].read_text())
    of_steps = {f"steps.{name}.outputs.{key}": "" for key in ("verdict", "score", "max-score")}
    of_steps |= {f"steps.{name}.outputs.{key}": value for key, value in told.items()}
    if name != "judge":
        return Step(code=done.code, printed=done.printed, outputs=told)
    outputs = {key: evaluated(one["value"], of_steps) for key, one in ACTION["outputs"].items()}
    return Step(code=done.code, printed=done.printed, outputs=outputs)


def outputs_in(text: str) -> dict[str, str]:
    """What a step has told the runner through $GITHUB_OUTPUT."""
    several = re.findall(r"^(\S+)<<(\S+)\n(.*?)\n\2$", text, re.M | re.S)
    return dict(re.findall(r"^([\w-]+)=(.*)$", text, re.M)) | {key: value for key, _, value in several}


def judge(workspace: Path, **inputs: str) -> Step:
    """The action's step that judges, with the kata of these tests for the one that the step before installs."""
    given = {"kata": "event-emitter", **{key.replace("_", "-"): value for key, value in inputs.items()}}
    return run_step("judge", workspace, given, {"steps.install.outputs.kata": str(PROGRAMS / "kata")})


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """The folder that a candidate's repository is checked out to."""
    folder = tmp_path / "work space"
    folder.mkdir()
    return folder


def plant(workspace: Path) -> None:
    """Modules in a candidate's repository that `python -m` would find before those of Python."""
    for name in ("pip.py", "venv.py", "ensurepip.py", "sitecustomize.py"):
        (workspace / name).write_text("import pathlib\npathlib.Path('owned').touch()\n")


@pytest.mark.parametrize(
    ("solution", "code", "verdict", "score"),
    [
        (ACCEPTED, 0, "accepted", "41"),
        (PARTIAL, 1, "partially_accepted", "40"),
        (BROKEN, 1, "runtime_error", "0"),
    ],
)
def test_the_action_tells_a_verdict(workspace: Path, solution: Path, code: int, verdict: str, score: str) -> None:
    """In its exit code, its outputs and two reports, without being told where the solution is."""
    shutil.copy(solution, workspace / "event-emitter.mjs")
    done = judge(workspace)
    assert done.code == code, done.printed
    told = {key: done.outputs[key] for key in ("verdict", "score", "max-score")}
    assert told == {"verdict": verdict, "score": score, "max-score": "41"}
    assert "</html>" in Path(done.outputs["html"]).read_text()
    assert ElementTree.parse(done.outputs["junit"]).getroot().tag == "testsuites"
    assert {path.name for path in Path(done.outputs["reports"]).iterdir()} == {"kata.html", "kata.xml"}


def test_the_action_writes_the_steps_summary(workspace: Path) -> None:
    """The page of the run shows the verdict and what failed."""
    shutil.copy(PARTIAL, workspace / "event-emitter.mjs")
    judge(workspace)
    assert "Event emitter: partially_accepted" in (workspace.parent / "temp" / "github_step_summary").read_text()


def test_the_action_takes_options(workspace: Path) -> None:
    """A collection, the public tests, and the core alone as what is required."""
    shutil.copy(PARTIAL, workspace / "event-emitter.mjs")
    assert judge(workspace, require="core").code == 0
    assert judge(workspace, suite="public", katas=str(ROOT / "katas")).outputs["max-score"] == "9"


def test_the_action_shows_a_candidate_nothing_hidden(workspace: Path) -> None:
    """By default what a hidden test expected is not in the log, which the candidate can read."""
    shutil.copy(PARTIAL, workspace / "event-emitter.mjs")
    assert "expected:" not in judge(workspace).printed
    assert "expected:" in judge(workspace, audience="staff").printed


@pytest.mark.parametrize("name", ["my $(touch owned) '; touch owned; '.mjs", "--watch.mjs"])
def test_the_action_judges_a_solution_of_any_name(workspace: Path, name: str) -> None:
    """A name is a name, to the shell and to kata."""
    shutil.copy(ACCEPTED, workspace / name)
    done = judge(workspace, solution=name)
    assert (done.code, done.outputs["verdict"]) == (0, "accepted"), done.printed


@pytest.mark.parametrize("name", [key for key in ACTION["inputs"] if key != "version"])
def test_no_input_of_the_action_is_code(workspace: Path, name: str) -> None:
    """Whatever is in it, the step ends as wrong usage, with nothing judged and nothing done."""
    shutil.copy(ACCEPTED, workspace / "event-emitter.mjs")
    done = judge(workspace, **{name: HOSTILE})
    assert (done.code, done.outputs["verdict"], done.outputs["score"]) == (2, "", ""), done.printed


def test_no_input_of_the_action_is_an_option(workspace: Path) -> None:
    """A name that begins with dashes is a name."""
    done = judge(workspace, kata="--help")
    assert done.code == 2
    assert "there is no kata '--help'" in done.printed


def test_a_solution_does_not_speak_to_the_runner(workspace: Path) -> None:
    """What it prints and throws is shown, and the only commands are annotations of its file and the points."""
    (workspace / "event-emitter.mjs").write_text(COMMANDS)
    done = judge(workspace, audience="staff")
    carried_out = commands(done.printed)
    assert "add-mask" in done.printed
    assert Counter(one.name for one in carried_out)["notice"] == 1
    assert {one.properties.get("file") for one in carried_out if one.name != "notice"} == {"event-emitter.mjs"}
    assert (done.code, done.outputs["verdict"], done.outputs["score"]) == (1, "wrong_answer", "0")


def test_installing_for_the_action_runs_nothing_of_the_candidates(workspace: Path) -> None:
    """Neither modules in the workspace, nor what is in the version; one that there is not ends the step."""
    plant(workspace)
    done = run_step("install", workspace, {"version": HOSTILE}, {})
    assert done.code != 0
    assert "touch owned" in done.printed
    assert done.outputs == {}


def shells() -> dict[str, str]:
    """Every piece of shell in the recipes."""
    steps = {f"action.yml {one['id']}": one["run"] for one in ACTION["runs"]["steps"]}
    gitlab = {"ci/gitlab.yml": "\n".join([*GITLAB["before_script"], *GITLAB["script"]])}
    scripts = {f"ci/gradescope/{name}": (ROOT / "ci/gradescope" / name).read_text() for name in GRADESCOPE}
    return steps | gitlab | scripts


@pytest.mark.parametrize("name", shells())
def test_shell_is_sound(name: str) -> None:
    """ShellCheck finds nothing, and no expression is written into a script, where its value would be code."""
    script = shells()[name]
    assert "${{" not in script
    assert "$[[" not in script
    finished = subprocess.run(
        [PROGRAMS / "shellcheck", "--shell=bash", "--norc", "-"],
        input=script,
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout


@pytest.mark.parametrize(
    ("schema", "name"),
    [
        ("github-actions", "action.yml"),
        ("github-workflows", ".github/workflows/grade.yml"),
        ("gitlab-ci", "ci/gitlab.yml"),
    ],
)
def test_files_for_services_are_valid(schema: str, name: str) -> None:
    """By the schema that editors check them with."""
    command = [str(PROGRAMS / "check-jsonschema"), "--builtin-schema", f"vendor.{schema}", str(ROOT / name)]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stdout


def test_the_workflow_uses_the_action_as_it_is() -> None:
    """Every input and output that it names is one of the action's, and it passes on all that it takes itself."""
    steps = WORKFLOW["jobs"]["grade"]["steps"]
    used = next(one for one in steps if one.get("id") == "kata")
    taken = WORKFLOW[True]["workflow_call"]["inputs"]  # YAML 1.1 reads `on` as true
    passed_on = taken.keys() - {"artifact"}
    assert used["with"] == {key: f"${{{{ inputs.{key} }}}}" for key in passed_on}
    assert {key: taken[key].get("default") for key in passed_on} == {
        key: ACTION["inputs"][key].get("default") for key in passed_on
    }
    named = set(re.findall(r"steps\.kata\.outputs\.([\w-]+)", json.dumps(WORKFLOW["jobs"])))
    assert {"verdict", "score", "max-score", "reports"} == named <= ACTION["outputs"].keys()


def test_the_workflow_may_read_and_no_more() -> None:
    """Its token reads the repository, and is not left where a later step finds it."""
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert all("permissions" not in job for job in WORKFLOW["jobs"].values())
    checkouts = [
        one for one in WORKFLOW["jobs"]["grade"]["steps"] if one.get("uses", "").startswith("actions/checkout")
    ]
    assert [one["with"]["persist-credentials"] for one in checkouts] == [False, False]


def test_the_workflow_takes_the_action_from_its_own_commit() -> None:
    """Checked out after the solution, so that nothing of the candidate's is in its place."""
    steps = WORKFLOW["jobs"]["grade"]["steps"]
    names = [one.get("uses", "").partition("@")[0] for one in steps]
    assert names == ["actions/checkout", "actions/checkout", "./.kata-runner", "actions/upload-artifact"]
    assert steps[1]["with"]["repository"] == "${{ job.workflow_repository }}"
    assert steps[1]["with"]["ref"] == "${{ job.workflow_sha }}"
    assert f"./{steps[1]['with']['path']}" == names[2]


def test_the_workflow_keeps_reports_of_what_failed() -> None:
    """The upload does not wait for success."""
    upload = WORKFLOW["jobs"]["grade"]["steps"][-1]
    assert upload["if"].startswith("${{ !cancelled()")
    assert upload["with"]["path"] == "${{ steps.kata.outputs.reports }}"


def gitlab(workspace: Path, part: str, **variables: str) -> Step:
    """A part of the template's job, with kata on the PATH for the one that it installs."""
    env = GITLAB["variables"] | {"KATA_NAME": "event-emitter"} | variables
    return bash("\n".join(GITLAB[part]), workspace, env | {"PATH": f"{PROGRAMS}:{os.environ['PATH']}"})


@pytest.mark.parametrize(("solution", "code", "failures"), [(ACCEPTED, 0, 0), (PARTIAL, 1, 1)])
def test_gitlab_gets_a_verdict_and_its_report(workspace: Path, solution: Path, code: int, failures: int) -> None:
    """The exit code decides; the JUnit XML is where the template says, also when the job fails."""
    shutil.copy(solution, workspace / "a solution.mjs")
    done = gitlab(workspace, "script", KATA_SOLUTION="a solution.mjs")
    assert done.code == code, done.printed
    report = ElementTree.parse(workspace / GITLAB["artifacts"]["reports"]["junit"]).getroot()
    assert int(report.attrib["failures"]) == failures
    assert GITLAB["artifacts"]["when"] == "always"
    assert all((workspace / path).exists() for path in GITLAB["artifacts"]["paths"])


def test_gitlab_shows_a_candidate_nothing_hidden(workspace: Path) -> None:
    """The template's audience is the candidate, until a job says otherwise."""
    shutil.copy(PARTIAL, workspace / "event-emitter.mjs")
    assert "expected:" not in gitlab(workspace, "script").printed
    shutil.rmtree(workspace / "kata-reports")
    assert "expected:" in gitlab(workspace, "script", KATA_AUDIENCE="staff").printed


@pytest.mark.parametrize("name", ["KATA_NAME", "KATA_SOLUTION", "KATA_AUDIENCE"])
def test_no_variable_of_gitlab_is_code(workspace: Path, name: str) -> None:
    """Whatever is in it, the job ends as wrong usage."""
    shutil.copy(ACCEPTED, workspace / "event-emitter.mjs")
    assert gitlab(workspace, "script", **{name: HOSTILE}).code == 2


def test_gitlab_takes_no_report_of_the_candidates(workspace: Path) -> None:
    """One that came with the solution is gone before anything can fail, and its modules are not run."""
    plant(workspace)
    (workspace / "kata-reports").mkdir()
    (workspace / "kata-reports" / "kata.xml").write_text("<testsuites tests='1' failures='0'/>")
    done = gitlab(workspace, "before_script", KATA_PACKAGE=HOSTILE)
    assert done.code != 0
    assert "touch owned" in done.printed
    assert not (workspace / "kata-reports").exists()


@pytest.fixture
def autograder(tmp_path: Path) -> Path:
    """Gradescope's folder, as it is when a submission has come."""
    root = tmp_path / "auto grader"
    shutil.copytree(ROOT / "ci" / "gradescope", root / "source")
    (root / "submission").mkdir()
    (root / "kata" / "bin").mkdir(parents=True)
    (root / "kata" / "bin" / "kata").symlink_to(PROGRAMS / "kata")
    return root


def autograde(root: Path, **env: str) -> dict[str, Any]:
    """What Gradescope finds once run_autograder has ended, which it always does well."""
    done = bash('"$AUTOGRADER_ROOT/source/run_autograder"', root, {"AUTOGRADER_ROOT": str(root), **env})
    assert done.code == 0, done.printed
    text = (root / "results" / "results.json").read_text()
    results: dict[str, Any] = json.loads(text)
    validate(results, SCHEMA)
    assert results["stdout_visibility"] == "hidden"
    return results


@pytest.mark.parametrize(
    ("solution", "score", "verdict"),
    [(ACCEPTED, 41, "accepted"), (PARTIAL, 40, "partially_accepted"), (BROKEN, 0, "runtime_error")],
)
def test_gradescope_gets_the_points(autograder: Path, solution: Path, score: int, verdict: str) -> None:
    """Of a submission that was judged, whatever it is worth."""
    shutil.copy(solution, autograder / "submission" / "work.mjs")
    results = autograde(autograder)
    assert results["score"] == score
    assert results["output"].startswith(f"{verdict}: ")
    assert sum(test["max_score"] for test in results["tests"]) == 41


def test_gradescope_students_see_what_a_candidate_may(autograder: Path) -> None:
    """Of a hidden test neither what it expected nor what it saw, which is in staff's data alone."""
    shutil.copy(PARTIAL, autograder / "submission" / "event-emitter.mjs")
    results = autograde(autograder)
    kept = results.pop("extra_data")
    assert "other: 0" in json.dumps(kept)
    assert "other: 0" not in json.dumps(results)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 \xff\x00"])
def test_gradescope_tells_who_handed_in_what_is_no_solution(autograder: Path, content: bytes) -> None:
    """There is no score, and the student learns what to hand in."""
    if content:
        (autograder / "submission" / "work.pdf").write_bytes(content)
    results = autograde(autograder)
    assert "score" not in results
    assert "could not be read" in results["output"]


@pytest.mark.parametrize("settings", ["KATA_NAME=no-such-kata\n", "", "KATA_NAME=(\n", None])
def test_gradescope_staff_must_look_at_a_kata_that_there_is_not(autograder: Path, settings: str | None) -> None:
    """Nor are settings that make no sense, or are missing, the student's fault."""
    shutil.copy(ACCEPTED, autograder / "submission" / "event-emitter.mjs")
    path = autograder / "source" / "settings"
    path.unlink()
    if settings is not None:
        path.write_text(settings)
    assert no_score(autograde(autograder))


@pytest.mark.parametrize("program", ["exit 4", "kill -9 $$", "echo owned >&2; exit 3", None])
def test_gradescope_staff_must_look_when_kata_fails(autograder: Path, program: str | None) -> None:
    """Also when it crashes, is killed, or was never installed."""
    shutil.copy(ACCEPTED, autograder / "submission" / "event-emitter.mjs")
    kata = autograder / "kata" / "bin" / "kata"
    kata.unlink()
    if program:
        kata.write_text(f'#!/bin/sh\n[ "$1" = show ] || {{ {program}; }}\n')
        kata.chmod(0o755)
    assert no_score(autograde(autograder, PATH="/usr/bin:/bin"))


def test_gradescope_staff_must_look_when_there_is_no_sandbox(autograder: Path) -> None:
    """Nothing is ever run without one."""
    shutil.copy(ACCEPTED, autograder / "submission" / "event-emitter.mjs")
    (autograder / "source" / "settings").write_text("KATA_NAME=event-emitter\nKATA_SANDBOX=docker\n")
    assert no_score(autograde(autograder, DOCKER_HOST="unix:///nowhere/docker.sock"))


def test_gradescope_takes_katas_of_the_zip(autograder: Path) -> None:
    """Those in `katas/` beside the scripts go before the shipped ones."""
    katas = autograder / "source" / "katas"
    katas.mkdir()
    shutil.copytree(ROOT / "katas" / "rate-limiter", katas / "ours", ignore=shutil.ignore_patterns("solutions"))
    shutil.copy(ROOT / "katas" / "rate-limiter" / "solutions" / "accepted" / "reference.mjs", autograder / "submission")
    (autograder / "source" / "settings").write_text("KATA_NAME=ours\n")
    assert autograde(autograder)["extra_data"]["kata"]["slug"] == "ours"


def no_score(results: dict[str, Any]) -> bool:
    """Whether Gradescope is told that the autograder failed, which it says of a result without points."""
    return not {"score", "tests"} & results.keys() and "staff must look" in results["output"]


def test_gradescope_installs_the_wheel_of_the_zip(autograder: Path) -> None:
    """And lets the teacher build an image in which no sandbox works, having said so."""
    shutil.rmtree(autograder / "kata")
    wheel = autograder / "source" / "kata_runner-9.9-py3-none-any.whl"
    info = "kata_runner-9.9.dist-info"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("fake_kata.py", "def entry():\n    print('the kata of the zip')\n    return 3\n")
        archive.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: kata-runner\nVersion: 9.9\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/entry_points.txt", "[console_scripts]\nkata = fake_kata:entry\n")
        archive.writestr(f"{info}/RECORD", "")
    done = bash('"$AUTOGRADER_ROOT/source/setup.sh"', autograder, {"AUTOGRADER_ROOT": str(autograder)})
    assert done.code == 0, done.printed
    assert "the kata of the zip" in done.printed
    assert "no sandbox" in done.printed
    assert (autograder / "kata" / "bin" / "kata").is_file()

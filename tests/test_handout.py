"""What a candidate is handed: a folder that works in plain Node, and an archive of it, with nothing hidden in them."""

import json
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from runner import collection, resources
from runner.handout import handout
from runner.hidden import exposures
from runner.kata import validate
from tests.conftest import ROOT, Outcome

Kata = Callable[..., Outcome]
MakeKata = Callable[..., Path]
SHIPPED = sorted(collection.discover())
PLAIN = shutil.which("node")
NODES = [str(resources.node()), *([PLAIN] if PLAIN else [])]
"""Ours, and the machine's, which may be an older one."""


def npm_test(folder: Path, node: str, solution: Path | None = None) -> subprocess.CompletedProcess[str]:
    """What `npm test` does in a folder, without npm."""
    command = json.loads((folder / "package.json").read_text())["scripts"]["test"].split()
    env = {"PATH": os.environ["PATH"]} | ({"KATA_SOLUTION": str(solution)} if solution else {})
    return subprocess.run([node, *command[1:]], cwd=folder, env=env, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("node", NODES)
@pytest.mark.parametrize("slug", SHIPPED)
def test_the_starter_fails_and_the_reference_passes(slug: str, node: str, kata: Kata, tmp_path: Path) -> None:
    """In a fresh folder, with Node alone, the public tests tell an answer from none."""
    folder = tmp_path / "work"
    assert kata("start", slug, folder).code == 0
    if packages := json.loads((folder / "package.json").read_text()).get("dependencies"):
        (folder / "node_modules").symlink_to(resources.HARNESS / "node_modules")  # as `npm install` brings them
        assert packages.keys() <= {path.name for path in (folder / "node_modules").iterdir()}
    started = npm_test(folder, node)
    assert started.returncode == 1
    assert "ERR_MODULE_NOT_FOUND" not in started.stdout
    reference = folder / "solution.mjs"
    shutil.copy(ROOT / "katas" / slug / "solutions" / "accepted" / "reference.mjs", reference)
    solved = npm_test(folder, node, reference)
    assert solved.returncode == 0, solved.stdout


@pytest.mark.parametrize("slug", SHIPPED)
def test_every_file_that_the_readme_names_is_there(slug: str) -> None:
    """What is said of the kata's own folder would lead a candidate astray."""
    files = handout(collection.find(slug))
    named = re.findall(r"`((?:starter|tests)/[\w./-]+)`", files["README.md"].decode())
    assert "tests/public.test.mjs" in named
    assert f"`{slug}.mjs`" in files["README.md"].decode()
    for name in (*named, f"{slug}.mjs"):
        assert any(file == name or file.startswith(f"{name.rstrip('/')}/") for file in files)


def test_what_the_solution_threw_is_shown_with_its_own_lines(kata: Kata, tmp_path: Path) -> None:
    """A failing public test points into the candidate's file."""
    kata("start", "event-emitter", tmp_path / "work")
    told = npm_test(tmp_path / "work", str(resources.node())).stdout
    assert "on is not written yet" in told
    assert "event-emitter.mjs:10:11" in told


def test_a_missing_package_is_told(kata: Kata, tmp_path: Path) -> None:
    """Before `npm install` the tests say what to do."""
    kata("start", "streaming-upload", tmp_path / "work")
    told = npm_test(tmp_path / "work", str(resources.node()))
    assert (told.returncode, "run `npm install` first" in told.stdout) == (1, True)


@pytest.mark.parametrize("slug", SHIPPED)
def test_nothing_hidden_is_handed_out(slug: str) -> None:
    """No file of the hidden suite or of the solutions, none of their passages, and no path of this machine."""
    folder = collection.find(slug)
    files = handout(folder)
    assert not [name for name in files if "hidden" in name or "solutions" in name]
    assert exposures(folder, files) == []
    assert not [name for name, content in files.items() if str(ROOT).encode() in content]


@pytest.mark.parametrize("slug", SHIPPED)
def test_the_types_name_every_export(slug: str) -> None:
    """What editors are told is what the kata asks for."""
    folder = collection.find(slug)
    types = folder.text("types.d.ts")
    for name in validate(folder).toml.exports:
        assert f"export class {name}" in types or f"export function {name}" in types


def test_a_folder_with_something_in_it_is_left_alone(kata: Kata, tmp_path: Path) -> None:
    """Nothing is overwritten, and nothing is added."""
    (tmp_path / "mine.txt").write_text("mine")
    outcome = kata("start", "event-emitter", tmp_path)
    assert (outcome.code, "is not empty" in outcome.err) == (2, True)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_an_empty_folder_is_filled(kata: Kata, tmp_path: Path) -> None:
    """Somebody may have made it for this."""
    (tmp_path / "work").mkdir()
    assert kata("start", "event-emitter", tmp_path / "work").code == 0
    assert (tmp_path / "work" / "README.md").is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["work"]


def test_a_place_that_cannot_be_written_to_is_told(kata: Kata, tmp_path: Path) -> None:
    """A file where a folder is wanted, for one."""
    (tmp_path / "file").write_text("")
    outcome = kata("start", "event-emitter", tmp_path / "file" / "work")
    assert (outcome.code, outcome.err.count("\n")) == (2, 1)


def test_a_bundle_is_the_same_bytes_every_time(kata: Kata, tmp_path: Path) -> None:
    """Two people who pack a kata send the same archive."""
    for name in ("one.zip", "two.zip"):
        assert kata("bundle", "event-emitter", "-o", tmp_path / name).code == 0
        os.utime(ROOT / "katas" / "event-emitter" / "README.md")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_a_bundle_holds_what_start_writes(kata: Kata, tmp_path: Path) -> None:
    """In one folder with the kata's name."""
    kata("bundle", "event-emitter", "-o", tmp_path / "take-home.zip")
    kata("start", "event-emitter", tmp_path / "work")
    with zipfile.ZipFile(tmp_path / "take-home.zip") as archive:
        packed = {name.removeprefix("event-emitter/"): archive.read(name) for name in archive.namelist()}
    paths = [path for path in (tmp_path / "work").rglob("*") if path.is_file()]
    assert packed == {path.relative_to(tmp_path / "work").as_posix(): path.read_bytes() for path in paths}


def test_a_bundle_with_something_hidden_in_it_is_not_written(kata: Kata, make_kata: MakeKata, tmp_path: Path) -> None:
    """A solution that was left in the starter is named, with what gives it away."""
    folder = make_kata()
    solved = "export function answer(x) {\n  const doubled = x + x; // twice as much\n  return doubled ?? 0;\n}\n"
    for name in ("starter/small.mjs", "solutions/accepted/reference.mjs"):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text(solved)
    outcome = kata("bundle", folder, "-o", tmp_path / "x.zip", "--check")
    assert outcome.code == 1
    assert "small.mjs: holds what is hidden in solutions/accepted/reference.mjs" in outcome.err
    assert not (tmp_path / "x.zip").exists()


def test_a_hidden_test_that_the_public_suite_names_is_told(kata: Kata, make_kata: MakeKata) -> None:
    """Its name alone says what is tested."""
    folder = make_kata()
    (folder / "starter").mkdir()
    (folder / "starter" / "small.mjs").write_text("export const answer = () => {};\n")
    manifest = json.loads((folder / "tests" / "manifest.json").read_text())
    manifest["public"] = ["C1 answers"]
    (folder / "tests" / "manifest.json").write_text(json.dumps(manifest))
    outcome = kata("bundle", folder, "--check")
    assert (outcome.code, "E1 answers zero" in outcome.err) == (1, True)

"""kata.toml and the manifest: what is valid, and how a fault is named."""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runner import collection, resources
from runner.errors import KataError
from runner.kata import requirements_of, validate
from tests.conftest import KATA_TOML

MakeKata = Callable[..., Path]


def fault(folder: Path) -> str:
    """What is said of a broken kata."""
    with pytest.raises(KataError) as caught:
        validate(collection.read(folder))
    return str(caught.value)


def test_shipped_katas_are_valid() -> None:
    """Every kata that kata brings is valid, and its specification states each requirement."""
    for path in collection.discover().values():
        kata = validate(collection.read(path))
        declared = {test.requirement for test in kata.tests("hidden")}
        assert declared == set(requirements_of(kata.specification)), path


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("title", "titel", "titel: there is no such field"),
        ('difficulty = "easy"', 'difficulty = "trivial"', "difficulty: Input should be 'easy', 'medium' or 'hard'"),
        ("version = 1", 'version = "1"', "version: Input should be a valid integer"),
        ("reveal = true", "reveal = true\n[limits]\nmemory_mb = 8", "limits.memory_mb: Input should be greater"),
        ('["C1", "C2"]', '["C1", "E1"]', "requirements listed twice: E1"),
        ('["C1", "C2"]', '["C1"]', "C2 answers again"),
        ("[tiers.core]", "[tiers.cor]", "tiers.core: this field is missing"),
        ("version = 1", "version = ", "not valid TOML"),
    ],
)
def test_a_fault_is_named_by_file_and_field(make_kata: MakeKata, old: str, new: str, words: str) -> None:
    """A typo in kata.toml is told as `file: field: problem`."""
    folder = make_kata(toml=KATA_TOML.replace(old, new, 1))
    assert words in fault_of_reading(folder)


def test_a_module_named_after_a_suite_belongs_to_that_suite(make_kata: MakeKata) -> None:
    """A model of the hidden tests is no part of the public ones, nor of what the box is given."""
    folder = make_kata()
    for name in ("hidden.model.mjs", "public.model.mjs", "both.mjs"):
        (folder / "tests" / name).write_text("export {};\n")
    kata = collection.read(folder)
    assert set(kata.tests("hidden")) == {"tests/hidden.test.mjs", "tests/hidden.model.mjs", "tests/both.mjs"}
    assert set(kata.tests("public")) == {"tests/public.test.mjs", "tests/public.model.mjs", "tests/both.mjs"}
    assert set(kata.scenarios("hidden")) == {"tests/hidden.scenarios.mjs"}


def fault_of_reading(folder: Path) -> str:
    """What is said when a kata is read and validated."""
    with pytest.raises(KataError) as caught:
        validate(collection.read(folder))
    assert str(folder) in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("name", ["tests/manifest.json", "README.md"])
def test_a_missing_file_is_named(make_kata: MakeKata, name: str) -> None:
    """A kata without one of its files says which."""
    folder = make_kata()
    (folder / name).unlink()
    assert name in fault(folder)


@pytest.mark.parametrize("names", ['["C9 unknown"]', '["nameless"]', '["C1 a", "C1 a"]', "[]", "{}", "nonsense"])
def test_a_wrong_manifest_is_named(make_kata: MakeKata, names: str) -> None:
    """Test names without a known requirement, doubled names and other shapes are refused."""
    assert "manifest.json" in fault(make_kata(names=names))


def test_the_nearest_name_is_suggested() -> None:
    """A misspelt kata is answered with the one that was meant."""
    with pytest.raises(KataError, match="did you mean event-emitter"):
        collection.find("event-emiter")
    with pytest.raises(KataError, match="kata list"):
        collection.find("zzz")


def test_a_collection_hides_the_shipped_kata_of_the_same_name(tmp_path: Path) -> None:
    """What a user adds comes first."""
    mine = tmp_path / "event-emitter"
    mine.mkdir()
    (mine / "kata.toml").write_text("")
    assert collection.discover([tmp_path])["event-emitter"] == mine.resolve()
    assert collection.discover()["event-emitter"].parent == resources.KATAS.resolve()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.text(max_size=200))
def test_any_text_is_a_kata_or_a_kata_error(tmp_path: Path, text: str) -> None:
    """No kata.toml ends in an exception of another kind."""
    (tmp_path / "kata.toml").write_text(text, encoding="utf-8", errors="replace")
    with pytest.raises(KataError):
        validate(collection.read(tmp_path))


_KEYS = st.sampled_from(
    [
        *("title", "version", "difficulty", "summary", "time", "process", "exports", "imports", "packages"),
        *("reimplements", "reveal", "limits", "tiers", "core", "edge", "points", "requirements"),
        *("run_s", "act_s", "memory_mb", "output_kb", "scratch_mb", "hidden", "public", "unknown", "", "a.b"),
    ]
)
_TEXTS = st.sampled_from(
    ["easy", "virtual", "own", "node:fs", "C1", "C1 answers", "E1", "", "\n", "\0", "\u202e", "ÀÉ1 x"]
) | st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
_SCALARS = (
    _TEXTS
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.sampled_from([0, 1, 64, 1.0, -0.0])
    | st.datetimes().map(lambda moment: moment.replace(microsecond=0))
    | st.dates()
)
_VALUES = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=4), max_leaves=8
)
_PATHS = st.lists(_KEYS, min_size=1, max_size=3)


def _toml(value: Any) -> str:
    """A value as TOML writes it, tables inline."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_toml(key)} = {_toml(item)}' for key, item in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, bool | float | int):
        return str(value).lower()
    return str(value.isoformat())


@st.composite
def _changed(draw: st.DrawFn, right: dict[str, Any]) -> dict[str, Any]:
    """A document that is right, but for what was put in its place, or taken away, at up to three places."""
    document: dict[str, Any] = json.loads(json.dumps(right))
    for _ in range(draw(st.integers(0, 3))):
        table = document
        while inner := [item for item in table.values() if isinstance(item, dict)]:
            chosen: dict[str, Any] | None = draw(st.none() | st.sampled_from(inner))
            if chosen is None:
                break
            table = chosen
        key = draw(_KEYS | st.sampled_from(sorted(table) or ["title"]))
        changed = draw(st.none() | _VALUES)
        if changed is None:
            table.pop(key, None)
        else:
            table[key] = changed
    return document


_RIGHT = tomllib.loads(KATA_TOML) | {"limits": {"run_s": 2.0, "memory_mb": 64}, "imports": ["node:fs"]}
_MANIFEST: dict[str, Any] = {"hidden": ["C1 answers", "C2 answers again", "E1 zero"], "public": ["C1 answers"]}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(_changed(_RIGHT) | st.dictionaries(_KEYS, _VALUES), _changed(_MANIFEST) | _VALUES)
def test_any_document_is_a_kata_or_a_kata_error(tmp_path: Path, rules: dict[str, Any], manifest: Any) -> None:
    """Whatever stands under the right names in kata.toml and the manifest, each fault is told with its file."""
    text = "\n".join(f"{_toml(key)} = {_toml(value)}" for key, value in rules.items())
    (tmp_path / "tests").mkdir(exist_ok=True)
    (tmp_path / "README.md").write_text("# T\n")
    (tmp_path / "kata.toml").write_text(text, encoding="utf-8")
    (tmp_path / "tests" / "manifest.json").write_text(json.dumps(manifest, default=str), encoding="utf-8")
    try:
        folder = collection.read(tmp_path)
        assert folder.memory_mb > 0
        assert folder.scratch_mb > 0
        kata = validate(folder)
    except KataError as error:
        told = str(error)
    else:
        told = ""
        declared = kata.tests("hidden") + kata.tests("public")
        assert {test.tier for test in declared} <= {"core", "edge"}
    assert all(line.startswith(str(tmp_path)) for line in told.splitlines())


def test_sentences_come_from_the_specification() -> None:
    """A requirement's sentence is its list item, continued lines and all, on one line."""
    text = "# T\n\n- **C1** One thing,\n  and more.\n- **E1** Another.\n\ntext **C2** no\n"
    assert requirements_of(text) == {"C1": "One thing, and more.", "E1": "Another."}

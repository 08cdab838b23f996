"""Manifests: the table of a batch, and every row that is wrong in it."""

import json
from pathlib import Path

import pytest

from runner.errors import UsageError
from runner.grade.submissions import find
from tests.grade.test_submissions import folder


def manifest(tmp_path: Path, name: str, text: str) -> Path:
    """A manifest beside a few submissions."""
    folder(tmp_path, "in/ada.mjs", "in/grace, h.mjs", "other/solution.mjs")
    (tmp_path / name).write_text(text)
    return tmp_path / name


def test_a_csv_names_submissions_for_several_katas(tmp_path: Path) -> None:
    """Its paths begin in its own folder."""
    text = 'id,kata,path\nada,small,in/ada.mjs\nada,other,other\n"grace, h",,"in/grace, h.mjs"\n'
    found = find(manifest(tmp_path, "class.csv", text), "default")
    assert [(one.kata, one.id) for one in found] == [("default", "grace, h"), ("other", "ada"), ("small", "ada")]
    assert all(one.read("small").files for one in found)


def test_json_lines_are_as_good(tmp_path: Path) -> None:
    """Ids may be numbers there."""
    rows = [{"id": 7, "kata": "small", "path": "in/ada.mjs"}, {"id": "b", "kata": "small", "path": "other"}]
    text = "\n".join(map(json.dumps, rows)) + "\n\n"
    assert [one.id for one in find(manifest(tmp_path, "class.jsonl", text), None)] == ["7", "b"]


def test_a_spreadsheets_csv_is_read(tmp_path: Path) -> None:
    """With a byte order mark and Windows' line ends."""
    path = manifest(tmp_path, "class.csv", "")
    path.write_bytes("\ufeffid,path\r\nada,in/ada.mjs\r\n".encode())
    assert [one.id for one in find(path, "small")] == ["ada"]


def test_every_bad_row_is_listed(tmp_path: Path) -> None:
    """With its line, so that all can be mended at once."""
    text = (
        "id,kata,path\n,small,in/ada.mjs\na,small,\nb,,in/ada.mjs\nc,small,nowhere.mjs\nd,small,other\nd,small,other\n"
    )
    with pytest.raises(UsageError) as caught:
        find(manifest(tmp_path, "class.csv", text + "e,small,other,more\n"), None)
    lines = str(caught.value).splitlines()[1:]
    assert [line.split(":")[0].strip() for line in lines] == [
        "line 2",
        "line 3",
        "line 4",
        "line 5",
        "line 7",
        "line 8",
    ]
    assert "nothing was started" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.csv", "name,file\nada,x\n", "the head must name the columns id and path"),
        ("a.csv", "", "the head must name the columns id and path"),
        ("a.csv", 'id,path\n"ada,in/ada.mjs\n', "not CSV"),
        ("a.csv", "id,path,points\nada,in/ada.mjs,3\n", 'unknown column "points"'),
        ("a.jsonl", "{\n", "not JSON"),
        ("a.jsonl", "[1]\n", "not a JSON object"),
        ("a.jsonl", '{"id": "a", "path": ["x"]}\n', "are texts"),
        ("a.jsonl", '{"id": {}, "path": "x"}\n', "id is missing"),
        ("a.jsonl", '{"id": "a", "path": "\\u0000"}\n', "there is no"),
        ("a.jsonl", "[" * 100_000 + "\n", "not JSON"),
        ("a.jsonl", "", "there are no submissions"),
    ],
)
def test_what_is_no_manifest_is_refused_in_a_sentence(tmp_path: Path, name: str, text: str, said: str) -> None:
    """Whatever somebody's spreadsheet made of it."""
    with pytest.raises(UsageError, match=said):
        find(manifest(tmp_path, name, text), "small")


def test_a_manifest_that_is_no_text_is_refused(tmp_path: Path) -> None:
    """With where it ceases to be."""
    path = manifest(tmp_path, "a.csv", "")
    path.write_bytes(b"id,path\n\xff\xfe")
    with pytest.raises(UsageError, match="not UTF-8 text"):
        find(path, "small")

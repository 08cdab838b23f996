"""Which files are a solution, and what is said of those that are not."""

import contextlib
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner import solution
from runner.errors import SolutionError


def test_a_file_is_its_own_entry(tmp_path: Path) -> None:
    """One file is loaded under its name."""
    (tmp_path / "mine.mjs").write_text("export {}")
    loaded = solution.load(tmp_path / "mine.mjs", "slug")
    assert (loaded.entry, loaded.files) == ("mine.mjs", {"mine.mjs": b"export {}"})


@pytest.mark.parametrize(
    ("files", "entry"),
    [
        (["slug.mjs", "index.mjs"], "slug.mjs"),
        (["solution.ts", "index.js"], "solution.ts"),
        (["index.cjs", "a.js"], "index.cjs"),
        (["src/index.js", "a.js", "b.js"], "src/index.js"),
        (["only.js", "data.json"], "only.js"),
    ],
)
def test_the_entry_of_a_folder_is_found(tmp_path: Path, files: list[str], entry: str) -> None:
    """The usual names come first; a single script needs none of them."""
    for name in files:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("1")
    assert solution.load(tmp_path, "slug").entry == entry


def test_package_json_names_the_entry(tmp_path: Path) -> None:
    """`main` wins over every usual name, with or without a leading ./."""
    (tmp_path / "package.json").write_text('{"main": "./lib/x.js"}')
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "x.js").write_text("1")
    (tmp_path / "index.js").write_text("1")
    assert solution.load(tmp_path, "slug").entry == "lib/x.js"


def test_what_is_not_the_candidates_is_left_out(tmp_path: Path) -> None:
    """node_modules, .git and hidden files are not part of a solution."""
    for name in ("index.js", "node_modules/x/index.js", ".git/config", ".env"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("1")
    assert set(solution.load(tmp_path, "slug").files) == {"index.js"}


@pytest.mark.parametrize(
    "name", ["slug.js", "slug.mjs", "slug.cjs", "slug.ts", "slug/index.js", "solution.mjs", "src/index.js"]
)
def test_a_solution_is_found_where_people_put_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Without a name, the usual places in the current folder are searched."""
    monkeypatch.chdir(tmp_path)
    Path(name).parent.mkdir(exist_ok=True)
    Path(name).write_text("1")
    assert solution.find("slug") == Path(name.split("/")[0])


def refusal(path: Path) -> str:
    """What is said of a path that cannot be judged."""
    with pytest.raises(SolutionError) as caught:
        solution.load(path, "slug")
    return str(caught.value)


def test_nothing_there(tmp_path: Path) -> None:
    """A path that does not exist is named."""
    assert "No such file" in refusal(tmp_path / "none.mjs")


def test_a_folder_without_an_entry(tmp_path: Path) -> None:
    """It is said what the entry should be called."""
    for name in ("a.js", "b.js"):
        (tmp_path / name).write_text("1")
    assert "slug.mjs" in refusal(tmp_path)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"a\0b"])
def test_binary_files(tmp_path: Path, content: bytes) -> None:
    """What is not UTF-8 text is no code."""
    (tmp_path / "a.js").write_bytes(content)
    assert "not text" in refusal(tmp_path / "a.js")


def test_too_big(tmp_path: Path) -> None:
    """More than a mebibyte, in one file or in all, is refused."""
    (tmp_path / "a.js").write_bytes(b" " * (solution.MAX_BYTES + 1))
    assert "KiB" in refusal(tmp_path / "a.js")
    (tmp_path / "a.js").write_bytes(b" " * (solution.MAX_BYTES // 2))
    (tmp_path / "b.js").write_bytes(b" " * (solution.MAX_BYTES // 2 + 1))
    assert "KiB" in refusal(tmp_path)


def test_links_out_of_the_folder(tmp_path: Path) -> None:
    """A link to a file elsewhere is refused, in a folder and by itself; one within is followed."""
    (tmp_path / "secret.js").write_text("1")
    folder = tmp_path / "s"
    folder.mkdir()
    (folder / "real.js").write_text("1")
    (folder / "index.js").symlink_to("real.js")
    assert set(solution.load(folder, "slug").files) == {"real.js", "index.js"}
    (folder / "out.js").symlink_to(tmp_path / "secret.js")
    assert "link out of its folder" in refusal(folder)
    assert "link out of its folder" in refusal(folder / "out.js")
    (folder / "out.js").unlink()
    (folder / "gone.js").symlink_to("nowhere.js")
    assert "leads nowhere" in refusal(folder)


def test_fifos_and_devices_are_not_waited_for(tmp_path: Path) -> None:
    """What is not a regular file is refused at once."""
    os.mkfifo(tmp_path / "pipe.mjs")
    assert "not a regular file" in refusal(tmp_path / "pipe.mjs")
    assert "not a regular file" in refusal(tmp_path)
    assert "not a regular file" in refusal(Path("/dev/null"))


@pytest.mark.parametrize("name", [b"new\nline.js", b"tab\t.js", b"esc\x1b.js", b"back\\slash.js", b"not\xffutf8.js"])
def test_names_that_cannot_travel(tmp_path: Path, name: bytes) -> None:
    """A file whose name not every system can have is refused, by itself and in a folder."""
    path = tmp_path / os.fsdecode(name)
    path.write_text("1")
    assert "a name that" in refusal(path)
    assert "a name that" in refusal(tmp_path)


def test_odd_names_that_can_travel_are_kept(tmp_path: Path) -> None:
    """Spaces, signs and other scripts are names like any other."""
    for name in ("a b.mjs", "a#1?%20.mjs", "é中.mjs", "-dash.mjs"):
        (tmp_path / name).write_text("1")
        assert solution.load(tmp_path / name, "slug").entry == name


def test_folders_without_end(tmp_path: Path) -> None:
    """Very deep folders, and very many files, are refused."""
    deep = tmp_path / "/".join("d" * (solution.MAX_DEPTH + 2))
    deep.mkdir(parents=True)
    assert "nested" in refusal(tmp_path)
    wide = tmp_path / "wide"
    wide.mkdir()
    for number in range(solution.MAX_FILES + 1):
        (wide / f"{number}.js").write_text("1")
    assert "more than" in refusal(wide)


def test_other_files(tmp_path: Path) -> None:
    """A file that is no script by its name is refused, with the names that are."""
    (tmp_path / "notes.txt").write_text("1")
    assert ".mjs" in refusal(tmp_path / "notes.txt")


def is_a_solution_or_refused(path: Path) -> None:
    """Whatever is at `path` is a solution, of names that can do no harm, or is refused: nothing else comes of it."""
    try:
        loaded = solution.load(path, "slug")
    except SolutionError:
        return
    assert loaded.entry in loaded.files
    assert len(loaded.files) <= solution.MAX_FILES
    assert sum(map(len, loaded.files.values())) <= solution.MAX_BYTES
    for name, content in loaded.files.items():
        assert name.isprintable()
        assert "\\" not in name
        assert len(name.split("/")) <= solution.MAX_DEPTH + 1
        assert not {"", ".", "..", "node_modules", ".git"} & set(name.split("/"))
        assert b"\0" not in content
        content.decode("utf-8")


PARTS = st.sampled_from(
    ["a", "b.js", "index.js", "src", "é.mjs", "node_modules", ".git", "..", "", "package.json", "n" * 250]
)
"""What names are made of: the usual ones, so that they meet, and those that are special to somebody."""
_WORDS = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), max_size=4)
NAMES = st.lists(PARTS | _WORDS, min_size=1, max_size=4).map("/".join)
CONTENTS = st.sampled_from(
    [b"1", b"", b"\xff", b"a\0", b'{"main": "a/b.js"}', b'{"main": []}', b"[" * 9999]
) | st.binary(max_size=20)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(NAMES, CONTENTS, max_size=6), st.dictionaries(NAMES, NAMES, max_size=2))
def test_any_folder_is_a_solution_or_refused(files: dict[str, bytes], links: dict[str, str]) -> None:
    """Whatever files and links a folder holds, the outcome is a Solution or a SolutionError."""
    with tempfile.TemporaryDirectory() as outer:
        root = Path(outer, "root")
        root.mkdir()
        for name, made in (files | links).items():
            # ValueError: a name that leads out of the folder. OSError: one that is taken, or that no file can have.
            # RuntimeError: a circle of links.
            with contextlib.suppress(OSError, ValueError, RuntimeError):
                path = root / f"./{name}"
                path.resolve().relative_to(root.resolve())
                path.parent.mkdir(parents=True, exist_ok=True)
                if isinstance(made, bytes):
                    path.write_bytes(made)
                else:
                    path.symlink_to(made)
        is_a_solution_or_refused(root)
        for path in root.iterdir():
            is_a_solution_or_refused(path)

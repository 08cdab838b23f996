"""Where submissions come from: folders, zips, what platforms download, and what of it is refused."""

import os
import stat
import zipfile
from pathlib import Path

import pytest

from runner.errors import SolutionError, UnreadableError, UsageError
from runner.grade import collected
from runner.grade.submissions import Submission, find

CODE = "export const answer = (x) => 2 * x;\n"


def folder(root: Path, *names: str, text: str = CODE) -> Path:
    """A folder with these files."""
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def zipped(path: Path, *names: str, text: str = CODE) -> Path:
    """A zip with these files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name in names:
            made.writestr(name, text)
    return path


def ids(found: list[Submission]) -> list[str]:
    """What they are called."""
    return [one.id for one in found]


def files(found: list[Submission]) -> dict[str, list[str]]:
    """The files of each."""
    return {one.id: sorted(one.read("small").files) for one in found}


def test_each_folder_file_and_archive_is_a_submission(tmp_path: Path) -> None:
    """Called after the folder, or after the file without what says of what kind it is."""
    folder(tmp_path / "in", "ada/solution.mjs", "ada/lib/helper.mjs", "grace.ts")
    zipped(tmp_path / "in" / "alan.zip", "x/solution.mjs")
    assert files(find(tmp_path / "in", "small")) == {
        "ada": ["lib/helper.mjs", "solution.mjs"],
        "alan": ["solution.mjs"],
        "grace": ["solution.ts"],
    }


def test_a_zip_is_what_the_folder_in_it_would_be(tmp_path: Path) -> None:
    """Whether or not there is a folder around all."""
    names = ["ada/solution.mjs", "grace.mjs", "alan/src/index.mjs"]
    flat = find(zipped(tmp_path / "flat.zip", *names), "small")
    around = find(zipped(tmp_path / "around.zip", *(f"class/{name}" for name in names)), "small")
    assert files(flat) == files(around)
    assert files(flat) == {"ada": ["solution.mjs"], "alan": ["solution.mjs"], "grace": ["solution.mjs"]}


def test_a_zip_with_one_submission_keeps_it_whole(tmp_path: Path) -> None:
    """A folder with a solution in it is somebody's, not one around everybody's."""
    found = find(zipped(tmp_path / "one.zip", "ada/solution.mjs", "ada/helper.mjs"), "small")
    assert files(found) == {"ada": ["helper.mjs", "solution.mjs"]}


@pytest.mark.parametrize(
    ("names", "wanted"),
    [
        (
            ["assignment_1_export/submission_7/solution.mjs", "assignment_1_export/submission_metadata.yml"],
            {"submission_7": ["solution.mjs"]},
        ),
        (
            ["Ada L_12_assignsubmission_file_/solution.mjs", "Grace_9_assignsubmission_file/a/index.mjs"],
            {"Ada L_12": ["solution.mjs"], "Grace_9": ["solution.mjs"]},
        ),
        (
            ["Ada L_12_assignsubmission_file_index.mjs", "Ada L_12_assignsubmission_file_helper.mjs"],
            {"Ada L_12": ["helper.mjs", "index.mjs"]},
        ),
        (
            ["adal_12_345_index.mjs", "adal_12_346_helper.mjs", "graceh_LATE_13_347_solution.mjs"],
            {"adal_12": ["helper.mjs", "index.mjs"], "graceh_LATE_13": ["solution.mjs"]},
        ),
    ],
    ids=["gradescope", "moodle's folders", "moodle's files", "canvas"],
)
@pytest.mark.parametrize("packed", [True, False], ids=["zip", "folder"])
def test_downloads_of_platforms_are_understood(
    tmp_path: Path, names: list[str], wanted: dict[str, list[str]], packed: bool
) -> None:
    """Each person's files are one submission, under what the candidate called them."""
    if packed:
        source = zipped(tmp_path / "download.zip", *names)
    else:
        source = folder(tmp_path / "in", *(name.removeprefix("assignment_1_export/") for name in names))
    assert files(find(source, "small")) == wanted


def test_an_archive_in_somebodys_folder_is_what_they_handed_in(tmp_path: Path) -> None:
    """As platforms have it that take any file."""
    zipped(folder(tmp_path / "in", "Ada_1_assignsubmission_file_/note.txt") / "my.zip", "x.mjs")
    os.rename(tmp_path / "in" / "my.zip", tmp_path / "in" / "Ada_1_assignsubmission_file_" / "my.zip")
    assert files(find(tmp_path / "in", "small")) == {"Ada_1": ["solution.mjs"]}


def test_what_is_no_code_does_not_count(tmp_path: Path) -> None:
    """A screenshot beside the solution costs nobody their points."""
    source = folder(tmp_path / "in", "ada/solution.mjs", "ada/package.json", text="{}")
    (source / "ada" / "shot.png").write_bytes(b"\x89PNG\0\xff")
    assert files(find(source, "small")) == {"ada": ["package.json", "solution.mjs"]}


def test_the_same_content_is_the_same_solution_whatever_its_file_is_called(tmp_path: Path) -> None:
    """So that it is judged once."""
    found = find(folder(tmp_path / "in", "ada.mjs", "grace/own-name.mjs"), "small")
    assert found[0].read("small").files == found[1].read("small").files


def test_names_may_be_anything(tmp_path: Path) -> None:
    """Blanks, newlines, other alphabets, and bytes that are no text."""
    names = ["a b.mjs", "c\nd.mjs", "Ω ß 漢字.mjs", "\udcff.mjs", "e\nf/solution.mjs", "-rf.mjs", "$(x).mjs"]
    found = find(folder(tmp_path / "in", *names), "small")
    assert set(ids(found)) == {"a b", "c\nd", "Ω ß 漢字", "\\udcff", "e\nf", "-rf", "$(x)"}
    assert {len(one.read("small").files) for one in found} == {1}


def test_two_of_one_id_are_refused_with_both_names(tmp_path: Path) -> None:
    """Which of them counts is not for us to say."""
    source = folder(tmp_path / "in", "ada.mjs", "ada.ts", "grace.mjs", "alan/solution.mjs", "alan.js")
    with pytest.raises(UsageError, match=r"two submissions of one id(.|\n)*ada\.mjs and (.|\n)*alan and "):
        find(source, "small")


def test_two_of_one_id_in_a_zip_are_refused_as_well(tmp_path: Path) -> None:
    """They are not merged into one."""
    with pytest.raises(UsageError, match="two submissions of one id"):
        find(zipped(tmp_path / "in.zip", "ada.mjs", "ada/solution.mjs"), "small")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda root: root / "nowhere", "there is nothing here"),
        (lambda root: folder(root / "in", ".hidden/x.mjs"), "there are no submissions in it"),
        (lambda root: zipped(root / "empty.zip"), "there are no submissions in it"),
        (lambda root: folder(root, "one.mjs") / "one.mjs", "`kata run` judges a single one"),
        (lambda root: folder(root, "broken.zip") / "broken.zip", "broken"),
        (lambda root: folder(root, "empty.zip", text="") / "empty.zip", "it is empty"),
    ],
)
def test_where_there_are_none_that_is_said(tmp_path: Path, make: object, said: str) -> None:
    """In a sentence, with what to do."""
    with pytest.raises(UsageError, match=said):
        find(make(tmp_path), "small")  # type: ignore[operator]


@pytest.mark.parametrize("name", ["/etc/x.mjs", "ada/../../x.mjs", "C:/x.mjs"])
def test_a_zip_that_leads_elsewhere_is_refused_whole(tmp_path: Path, name: str) -> None:
    """Who made it had something in mind."""
    with pytest.raises(SolutionError, match=r"absolute name|leads out"):
        find(zipped(tmp_path / "in.zip", "ada/solution.mjs", name), "small")


def test_a_link_in_a_zip_fails_its_own_submission(tmp_path: Path) -> None:
    """The others are judged."""
    path = zipped(tmp_path / "in.zip", "grace/solution.mjs")
    link = zipfile.ZipInfo("ada/solution.mjs")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as made:
        made.writestr(link, "/etc/passwd")
    ada, grace = find(path, "small")
    with pytest.raises(SolutionError, match="a link"):
        ada.read("small")
    assert grace.read("small").entry == "solution.mjs"


def test_a_link_out_of_a_folder_fails_its_own_submission(tmp_path: Path) -> None:
    """What it leads to is not read."""
    source = folder(tmp_path / "in", "grace.mjs")
    folder(tmp_path, "secret.mjs")
    (source / "ada.mjs").symlink_to(tmp_path / "secret.mjs")
    ada, grace = find(source, "small")
    with pytest.raises(SolutionError, match="a link out of its folder"):
        ada.read("small")
    assert grace.read("small").files


def test_ten_gigabytes_of_zeros_are_never_unpacked(tmp_path: Path) -> None:
    """Of a file in a zip no more is read than a solution may have."""
    with zipfile.ZipFile(tmp_path / "in.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        made.writestr("grace/solution.mjs", CODE)
        with made.open(zipfile.ZipInfo("ada/solution.mjs"), "w", force_zip64=True) as file:
            for _ in range(160):
                file.write(bytes(1 << 20))
    ada, grace = find(tmp_path / "in.zip", "small")
    with pytest.raises(SolutionError, match="more than 1024 KiB"):
        ada.read("small")
    assert grace.read("small").files


def test_a_million_entries_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is done with them."""
    monkeypatch.setattr(collected, "MAX_ENTRIES", 10)
    with pytest.raises(SolutionError, match="more than 10 entries"):
        find(zipped(tmp_path / "in.zip", *(f"{n}.mjs" for n in range(11))), "small")


def test_what_vanished_is_no_fault_of_the_candidates(tmp_path: Path) -> None:
    """Nor is what this machine does not let us read."""
    [found] = find(folder(tmp_path / "in", "ada.mjs"), "small")
    (tmp_path / "in" / "ada.mjs").unlink()
    with pytest.raises(UnreadableError):
        found.read("small")


def test_without_a_kata_a_folder_cannot_be_judged(tmp_path: Path) -> None:
    """A manifest could say which it is."""
    with pytest.raises(UsageError, match="kata grade KATA SUBMISSIONS"):
        find(folder(tmp_path / "in", "ada.mjs"), None)

"""Archives as solutions: what is read out of them, and what is said of those that are refused."""

import gzip
import io
import random
import stat
import struct
import sys
import tarfile
import tempfile
import warnings
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner import archive, solution
from runner.errors import SolutionError
from tests.conftest import Outcome
from tests.test_solution import CONTENTS, NAMES, is_a_solution_or_refused

SUFFIXES = [".zip", ".tar", ".tar.gz", ".tgz"]
CODE = "export const answer = (x) => 2 * x;\n"


def packed(path: Path, files: dict[str, str | bytes]) -> Path:
    """An archive of these files, in the order given, of the kind that its name says."""
    if path.name.endswith(".zip"):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
            for name, content in files.items():
                made.writestr(name, content)
        return path
    with tarfile.open(path, "w" if path.suffix == ".tar" else "w:gz") as made:
        for name, content in files.items():
            add(made, tarfile.TarInfo(name), content.encode() if isinstance(content, str) else content)
    return path


def add(made: tarfile.TarFile, info: tarfile.TarInfo, content: bytes = b"") -> None:
    """One entry more for a tar."""
    info.size = len(content)
    made.addfile(info, io.BytesIO(content))


def zipped(path: Path, *entries: tuple[zipfile.ZipInfo, bytes]) -> Path:
    """A zip of entries made by hand."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for info, content in entries:
            made.writestr(info, content)
    return path


def refusal(path: Path) -> str:
    """What is said of an archive that cannot be judged: one line, with what to do after a semicolon."""
    with pytest.raises(SolutionError) as caught:
        solution.load(path, "slug")
    said = str(caught.value)
    assert said.startswith(str(path))
    assert said.isprintable()
    assert "; " in said
    return said


@pytest.fixture(params=SUFFIXES)
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Where an archive of each kind may be written."""
    return tmp_path / f"sent{request.param}"


def test_an_archive_is_a_folder(path: Path) -> None:
    """Its files are those of a folder with the same content, and so is its entry."""
    loaded = solution.load(packed(path, {"index.js": "1", "lib/é.js": "2", "lib/data.json": "{}"}), "slug")
    assert loaded.files == {"index.js": b"1", "lib/é.js": b"2", "lib/data.json": b"{}"}
    assert (loaded.entry, loaded.path) == ("index.js", str(path))


def test_package_json_names_the_entry_of_an_archive(path: Path) -> None:
    """The entry is searched as in a folder."""
    files: dict[str, str | bytes] = {"package.json": '{"main": "./lib/x.js"}', "lib/x.js": "1", "index.js": "1"}
    assert solution.load(packed(path, files), "slug").entry == "lib/x.js"


def test_the_folder_around_everything_is_stripped(path: Path) -> None:
    """Most tools pack the folder itself; what they put beside it does not matter, nor does a `./` in front."""
    loaded = solution.load(
        packed(path, {"./mine-main/index.js": "1", "./mine-main/lib/a.js": "2", "__MACOSX/mine-main/._index.js": "3"}),
        "slug",
    )
    assert loaded.files == {"index.js": b"1", "lib/a.js": b"2"}


def test_only_one_folder_is_stripped(path: Path) -> None:
    """A folder within the folder is part of the solution."""
    assert set(solution.load(packed(path, {"a/b/c.js": "1"}), "slug").files) == {"b/c.js"}


def test_folders_beside_one_another_are_kept(path: Path) -> None:
    """Two folders, or a folder and a file, are both part of the solution."""
    assert set(solution.load(packed(path, {"src/index.js": "1", "data/a.json": "1"}), "slug").files) == {
        "src/index.js",
        "data/a.json",
    }


def test_what_is_not_the_candidates_is_left_out(path: Path) -> None:
    """node_modules, .git, __MACOSX and hidden files count for nothing, be they binary, too big or too many."""
    files: dict[str, str | bytes] = {f"node_modules/x/{number}.js": "1" for number in range(solution.MAX_FILES + 1)}
    files |= {".git/index": b"\xff\0", "a/__MACOSX/._x": b"\xff", ".DS_Store": b"\0", "a/index.js": "1"}
    files |= {"node_modules/y.node": b"\0" * (solution.MAX_BYTES + 1), "node_modules/Icon\r": "1"}
    assert solution.load(packed(path, files), "slug").files == {"index.js": b"1"}


def test_an_archive_is_known_by_its_name_in_any_case(tmp_path: Path) -> None:
    """Windows is fond of capitals."""
    assert solution.load(packed(tmp_path / "sent.zip", {"a.js": "1"}).rename(tmp_path / "SENT.ZIP"), "slug").files


def test_a_linked_archive_is_read(tmp_path: Path) -> None:
    """A link to an archive beside it is followed, as one to a file is."""
    packed(tmp_path / "real.zip", {"a.js": "1"})
    (tmp_path / "sent.zip").symlink_to("real.zip")
    assert solution.load(tmp_path / "sent.zip", "slug").files == {"a.js": b"1"}


def test_an_archive_is_judged(kata: Callable[..., Outcome], make_kata: Callable[..., Path], path: Path) -> None:
    """`kata run KATA sent.zip` accepts a solution that is right, and leaves nothing beside it."""
    packed(path, {"mine/index.mjs": "export { answer } from './lib/answer.mjs';", "mine/lib/answer.mjs": CODE})
    outcome = kata("run", make_kata(), path)
    assert outcome.code == 0, outcome
    assert {found.name for found in path.parent.iterdir()} == {path.name, "katas"}


def test_a_refusal_ends_in_exit_code_2(
    kata: Callable[..., Outcome], make_kata: Callable[..., Path], path: Path
) -> None:
    """A broken archive is told in one line, without a traceback."""
    path.write_bytes(b"PK\x05\x06 no archive")
    outcome = kata("run", make_kata(), path)
    assert (outcome.code, outcome.out, outcome.err.count("\n")) == (2, "", 1)
    assert f"kata: {path}: " in outcome.err


def test_a_run_without_an_archive_imports_nothing_for_it(tmp_path: Path) -> None:
    """Whoever hands in a file does not wait for what reads archives."""
    code = "import sys, runner.commands.run; assert not {'zipfile', 'tarfile', 'runner.archive'} & set(sys.modules)"
    assert Outcome(code=_python(code), out="", err="").code == 0


def _python(code: str) -> int:
    import subprocess

    return subprocess.run([sys.executable, "-c", code], check=False).returncode


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("/etc/a.js", "absolute"),
        ("C:/a.js", "absolute"),
        ("../a.js", "leads out"),
        ("a/../../a.js", "leads out"),
        ("node_modules/../a.js", "leads out"),
        ("a\\b.js", "backslash"),
        ("a\nb.js", "a name that not every system can have"),
        ("a\x1bb.js", "a name that not every system can have"),
        ("\u202esj.a", "a name that not every system can have"),
        ("n" * 300 + ".js", "a name that not every system can have"),
        ("a/" * 9 + ("n" * 200 + "/") * 6 + "a.js", "a name that not every system can have"),
        ("a/" * 18 + "a.js", "nested more than 16 deep"),
    ],
)
def test_names_that_lead_elsewhere_or_cannot_travel(path: Path, name: str, words: str) -> None:
    """Such a name is refused and quoted, in printable characters and not at length."""
    said = refusal(packed(path, {"index.js": "1", name: "1"}))
    assert words in said
    assert len(said) < 600


def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    """Bytes that are not UTF-8 are no name, in a tar as in a zip that says they were."""
    with tarfile.open(tmp_path / "sent.tar", "w", format=tarfile.GNU_FORMAT) as made:
        add(made, tarfile.TarInfo("a\udcff.js"))
    assert "a name that" in refusal(tmp_path / "sent.tar")
    whole = packed(tmp_path / "sent.zip", {"é.js": "1"}).read_bytes()
    (tmp_path / "sent.zip").write_bytes(whole.replace("é".encode(), b"\xff\xff"))
    assert "broken" in refusal(tmp_path / "sent.zip")


def test_a_name_that_ends_early(tmp_path: Path) -> None:
    """What stands behind a NUL in a zip's name is not overlooked."""
    whole = packed(tmp_path / "sent.zip", {"a.jsXb.js": "1"}).read_bytes()
    (tmp_path / "sent.zip").write_bytes(whole.replace(b"a.jsX", b"a.js\0"))
    assert "a name that" in refusal(tmp_path / "sent.zip")


def test_a_file_without_a_name(path: Path) -> None:
    """No name, and one that is nothing but dots and slashes, is refused."""
    for name in (".", "./.", ".//."):
        assert "a name that" in refusal(packed(path, {"index.js": "1", name: "1"}))
    if path.suffix == ".zip":
        assert "a name that" in refusal(zipped(path, (zipfile.ZipInfo(""), b"1")))


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE])
def test_links_in_a_tar(tmp_path: Path, kind: bytes) -> None:
    """A link is refused wherever it leads, but not in a folder that is ignored: node_modules/.bin is full of them."""
    for name in ("node_modules/.bin/x", "link.js"):
        info = tarfile.TarInfo(name)
        info.type, info.linkname = kind, "a.js"
        with tarfile.open(tmp_path / "sent.tar", "w") as made:
            add(made, tarfile.TarInfo("a.js"), b"1")
            add(made, info)
        if name == "link.js":
            assert "link.js: a link; hand in the file itself" in refusal(tmp_path / "sent.tar")
        else:
            assert set(solution.load(tmp_path / "sent.tar", "slug").files) == {"a.js"}


@pytest.mark.parametrize("kind", [tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE, tarfile.GNUTYPE_SPARSE, b"V"])
def test_devices_in_a_tar(tmp_path: Path, kind: bytes) -> None:
    """Devices, FIFOs, files with holes and what nobody knows are refused."""
    info = tarfile.TarInfo("odd.js")
    info.type = kind
    with tarfile.open(tmp_path / "sent.tar", "w") as made:
        add(made, info)
    assert "not a regular file" in refusal(tmp_path / "sent.tar")


@pytest.mark.parametrize(("kind", "words"), [(stat.S_IFLNK, "a link"), (stat.S_IFIFO, "not a regular file")])
def test_links_and_devices_in_a_zip(tmp_path: Path, kind: int, words: str) -> None:
    """What a zip says is a link or a device is refused."""
    info = zipfile.ZipInfo("odd.js")
    info.external_attr = (kind | 0o777) << 16
    assert words in refusal(zipped(tmp_path / "sent.zip", (info, b"a.js")))


@pytest.mark.parametrize("second", ["a/b.js", "./a/b.js", "a//b.js"])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_with_one_name(path: Path, second: str) -> None:
    """Which of them is meant nobody can tell, however they are spelt."""
    both = (("a/b.js", b"1"), (second, b"2"))
    if path.name.endswith(".zip"):
        zipped(path, *((zipfile.ZipInfo(name), content) for name, content in both))
    else:
        with tarfile.open(path, "w" if path.suffix == ".tar" else "w:gz") as made:
            for name, content in both:
                add(made, tarfile.TarInfo(name), content)
    assert "b.js: two files with this name" in refusal(path)


def test_a_file_and_a_folder_with_one_name(path: Path) -> None:
    """No system can have both."""
    assert "lib: a file and a folder" in refusal(packed(path, {"index.js": "1", "lib/a.js": "1", "lib": "1"}))


def test_the_same_folder_twice(tmp_path: Path) -> None:
    """A folder that is listed twice, or not at all, is no matter."""
    info = tarfile.TarInfo("mine")
    info.type = tarfile.DIRTYPE
    with tarfile.open(tmp_path / "sent.tar", "w") as made:
        for entry in (info, tarfile.TarInfo("mine/a.js"), info):
            add(made, entry)
    assert set(solution.load(tmp_path / "sent.tar", "slug").files) == {"a.js"}


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"a\0b"])
def test_binary_files(path: Path, content: bytes) -> None:
    """What is not UTF-8 text is no code."""
    assert "not text" in refusal(packed(path, {"index.js": "1", "a.js": content}))


def test_an_archive_in_an_archive(path: Path) -> None:
    """What is packed twice is not text."""
    inner = packed(path.parent / "inner.zip", {"index.js": "1"}).read_bytes()
    assert "not text" in refusal(packed(path, {"index.js": "1", "inner.zip": inner}))


def test_too_many_files(path: Path) -> None:
    """The same number of files as in a folder, and no more."""
    files: dict[str, str | bytes] = {f"{number}.js": "1" for number in range(solution.MAX_FILES)}
    files["index.js"] = files.pop("0.js")
    assert len(solution.load(packed(path, files), "slug").files) == solution.MAX_FILES
    assert "more than 200 files" in refusal(packed(path, files | {"one.js": "1"}))


def test_too_big(path: Path) -> None:
    """The same bytes in all as in a folder, and no more."""
    half = b" " * (solution.MAX_BYTES // 2)
    assert solution.load(packed(path, {"index.js": half, "b.js": half}), "slug").files
    assert "KiB" in refusal(packed(path, {"index.js": half, "b.js": half + b" "}))


def test_nothing_in_it(path: Path) -> None:
    """An archive without a file, or with none that counts, has no entry."""
    assert "no entry file" in refusal(packed(path, {}))
    assert "no entry file" in refusal(packed(path, {".DS_Store": "1"}))


@pytest.mark.parametrize("size", [0, 1, 30, -1, -30])
def test_a_truncated_archive(path: Path, size: int) -> None:
    """Half an archive is none, wherever it ends."""
    whole = packed(path, {"index.js": CODE * 50, "b.js": "1"}).read_bytes()
    if path.suffix == ".tar":  # what fills up its last blocks may be missing
        whole = whole[: 512 * 7]
    path.write_bytes(whole[:size] if size else whole[: len(whole) // 2])
    assert "broken" in refusal(path) or "cut off" in refusal(path)


def test_another_kind_of_file_by_that_name(path: Path) -> None:
    """What is not an archive is told as a broken one."""
    path.write_text(CODE * 100)
    assert "broken" in refusal(path)


def test_damage_is_noticed(tmp_path: Path) -> None:
    """A file whose checksum does not hold is not judged."""
    with zipfile.ZipFile(tmp_path / "sent.zip", "w") as made:
        made.writestr("index.js", CODE)
    damaged = (tmp_path / "sent.zip").read_bytes().replace(b"2 * x", b"3 * x")
    (tmp_path / "sent.zip").write_bytes(damaged)
    assert "broken (Bad CRC-32" in refusal(tmp_path / "sent.zip")


def test_an_encrypted_entry(tmp_path: Path) -> None:
    """It is said that it is to be packed without a password."""
    whole = bytearray(packed(tmp_path / "sent.zip", {"index.js": CODE}).read_bytes())
    for signature, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        whole[whole.index(signature) + flags] |= 1
    (tmp_path / "sent.zip").write_bytes(whole)
    assert "without a password" in refusal(tmp_path / "sent.zip")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_another_compression(tmp_path: Path, method: int) -> None:
    """What cannot be read a piece at a time is not supported, and it is said what is."""
    with zipfile.ZipFile(tmp_path / "sent.zip", "w", method) as made:
        made.writestr("index.js", CODE)
    assert "Deflate" in refusal(tmp_path / "sent.zip")


@pytest.mark.parametrize("at", [8, 14, 18, 22, 30])
def test_a_local_header_that_disagrees(tmp_path: Path, at: int) -> None:
    """Two statements about one file (its compression, checksum, sizes or name) are one too many."""
    whole = bytearray(packed(tmp_path / "sent.zip", {"index.js": CODE}).read_bytes())
    whole[whole.index(b"PK\3\4") + at] ^= 8
    (tmp_path / "sent.zip").write_bytes(whole)
    assert "two things" in refusal(tmp_path / "sent.zip") or "differ" in refusal(tmp_path / "sent.zip")


def test_a_zip_that_was_written_to_a_pipe(tmp_path: Path) -> None:
    """Its sizes follow each file; that is no disagreement."""

    class Pipe(io.RawIOBase):
        written = b""

        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override]
            self.written += bytes(data)
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("index.js", CODE)
    (tmp_path / "sent.zip").write_bytes(pipe.written)
    assert solution.load(tmp_path / "sent.zip", "slug").files == {"index.js": CODE.encode()}


def test_long_sizes_of_short_files(tmp_path: Path) -> None:
    """A zip with fields for files of gigabytes (zip64) is a zip like any other."""
    with zipfile.ZipFile(tmp_path / "sent.zip", "w") as made, made.open("index.js", "w", force_zip64=True) as file:
        file.write(CODE.encode())
    assert solution.load(tmp_path / "sent.zip", "slug").files == {"index.js": CODE.encode()}


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_long_names_in_every_kind_of_tar(tmp_path: Path, form: int) -> None:
    """POSIX's and GNU's ways to write a long name are understood, and what GitHub says of the commit is passed over."""
    name = f"{'deep/' * 12}{'n' * 90}.js"
    headers = {"comment": "0" * 40} if form == tarfile.PAX_FORMAT else None
    with tarfile.open(tmp_path / "sent.tar", "w", format=form, pax_headers=headers) as made:
        for each in (name, "index.js"):
            add(made, tarfile.TarInfo(each), b"1")
    assert set(solution.load(tmp_path / "sent.tar", "slug").files) == {name, "index.js"}


def test_a_size_in_an_extended_header(tmp_path: Path) -> None:
    """Some tools write it there, too; then it is the one that holds."""
    info = tarfile.TarInfo("a.js")
    info.pax_headers = {"size": "1", "mtime": "1.5"}
    with tarfile.open(tmp_path / "sent.tar", "w") as made:
        add(made, info, b"1")
    assert solution.load(tmp_path / "sent.tar", "slug").files == {"a.js": b"1"}


@pytest.mark.parametrize(
    "record", [b"-5 path=x", b"9 path=", b"99999 path=x", b"x path=y", b"5 a=b", b"0 =", b"1_0 a=bc"]
)
def test_a_broken_extended_header(tmp_path: Path, record: bytes) -> None:
    """Lengths that cannot be end in a refusal, not in a search without end."""
    info = tarfile.TarInfo("pax")
    info.type = tarfile.XHDTYPE
    with tarfile.open(tmp_path / "sent.tar", "w", format=tarfile.USTAR_FORMAT) as made:
        add(made, info, record + b"\n")
        add(made, tarfile.TarInfo("a.js"), b"1")
    assert "broken" in refusal(tmp_path / "sent.tar")


@pytest.mark.parametrize("size", [-512, -1, 1 << 60])
def test_a_size_that_cannot_be(tmp_path: Path, size: int) -> None:
    """A tar that would lead back into itself, or beyond its end, is refused."""
    header = bytearray(tarfile.TarInfo("a.js").tobuf(tarfile.GNU_FORMAT))
    header[124:136] = tarfile.itn(size, 12, tarfile.GNU_FORMAT)  # type: ignore[attr-defined]
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    (tmp_path / "sent.tar").write_bytes(bytes(header) + bytes(1024))
    assert "cut off" in refusal(tmp_path / "sent.tar")


def test_a_tar_in_two_pieces(tmp_path: Path) -> None:
    """A second compressed stream behind the first is refused; zeros there are no more than padding."""
    whole = packed(tmp_path / "sent.tgz", {"a.js": "1"}).read_bytes()
    (tmp_path / "sent.tgz").write_bytes(whole + bytes(100))
    assert solution.load(tmp_path / "sent.tgz", "slug").files
    (tmp_path / "sent.tgz").write_bytes(whole + gzip.compress(b""))
    assert "more than one" in refusal(tmp_path / "sent.tgz")


def zeros(size: int) -> bytes:
    """That many zeros, deflated: a repeated piece of the stream is a repeated piece of the content."""
    stream = zlib.compressobj(9, zlib.DEFLATED, -15)
    head = stream.compress(bytes(1 << 20)) + stream.flush(zlib.Z_FULL_FLUSH)
    piece = stream.compress(bytes(1 << 20)) + stream.flush(zlib.Z_FULL_FLUSH)
    return head + piece * ((size >> 20) - 1) + stream.flush()


@pytest.mark.parametrize("declared", [10 << 30, 1])
def test_a_zip_bomb_is_not_unpacked(tmp_path: Path, declared: int) -> None:
    """Ten gigabytes of zeros are read up to the limit, whatever size they are said to have."""
    data = zeros(10 << 30)
    size = struct.pack("<H", 8) + bytes(8) + struct.pack("<LLL", len(data), 0xFFFFFFFF, 8) + struct.pack("<H", 20)
    extra = struct.pack("<HHQQ", 1, 16, declared, len(data))
    local = b"PK\3\4" + struct.pack("<HH", 45, 0) + size[:2] + bytes(8) + size[10:18] + struct.pack("<HH", 8, 20)
    directory = b"PK\1\2" + struct.pack("<HHH", 45, 45, 0) + size[:2] + bytes(8) + size[10:18]
    directory += struct.pack("<HHHHHLL", 8, 20, 0, 0, 0, 0, 0) + b"index.js" + extra
    front = local + b"index.js" + extra + data
    end = b"PK\5\6" + struct.pack("<HHHHLLH", 0, 0, 1, 1, len(directory), len(front), 0)
    (tmp_path / "sent.zip").write_bytes(front + directory + end)
    said = refusal(tmp_path / "sent.zip")
    assert "KiB" in said or "broken" in said


def test_a_gzip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    """A tar of ten gigabytes is read up to the limit, be it of one file or of zeros alone."""
    header = tarfile.TarInfo("index.js")
    header.size = 10 << 30
    front = zlib.compressobj(9, zlib.DEFLATED, -15)
    tar = front.compress(header.tobuf()) + front.flush(zlib.Z_FULL_FLUSH) + zeros(10 << 30)
    (tmp_path / "sent.tar.gz").write_bytes(gzip.compress(b"")[:10] + tar)
    assert "unpacks to more than 32 MiB" in refusal(tmp_path / "sent.tar.gz")


def test_a_big_archive_is_not_read(path: Path) -> None:
    """What is over the greatest size of an archive is not looked at."""
    with path.open("wb") as file:
        file.truncate(archive.MAX_BYTES + 1)
    assert "more than 32 MiB; leave out node_modules" in refusal(path)


def test_a_million_entries(tmp_path: Path) -> None:
    """Entries are counted before they are read, and it is not their number by their own account that counts."""
    entry = b"PK\1\2" + bytes(24) + b"\1" + bytes(17) + b"a"
    for told in (0xFFFF, 1):
        end = b"PK\5\6" + struct.pack("<HHHHLLH", 0, 0, told, told, len(entry) * 600_000, 0, 0)
        (tmp_path / "sent.zip").write_bytes(entry * 600_000 + end)
        assert "more than 20000 entries" in refusal(tmp_path / "sent.zip")
    with tarfile.open(tmp_path / "sent.tgz", "w:gz", compresslevel=1) as made:
        for _ in range(archive.MAX_ENTRIES + 1):
            made.addfile(tarfile.TarInfo("node_modules/a"))
    assert "more than 20000 entries" in refusal(tmp_path / "sent.tgz")


def test_entries_that_share_their_bytes(tmp_path: Path) -> None:
    """Many entries over one and the same data are more than there is; it would be unpacked for each."""
    whole = packed(tmp_path / "sent.zip", {"a.js": random.Random(1).randbytes(9000).hex()}).read_bytes()
    front, directory = whole[: whole.index(b"PK\1\2")], whole[whole.index(b"PK\1\2") : whole.index(b"PK\5\6")]
    end = b"PK\5\6" + struct.pack("<HHHHLLH", 0, 0, 50, 50, len(directory) * 50, len(front), 0)
    (tmp_path / "sent.zip").write_bytes(front + directory * 50 + end)
    assert "overlap" in refusal(tmp_path / "sent.zip")


def test_a_long_extra_field(tmp_path: Path) -> None:
    """What would take time quadratic in its length is not parsed."""
    info = zipfile.ZipInfo("index.js")
    info.extra = struct.pack("<HH", 0xCAFE, 0) * 16_000
    assert "extra field" in refusal(zipped(tmp_path / "sent.zip", (info, b"1")))


def test_endless_extended_headers(tmp_path: Path) -> None:
    """Nor is what would say more of a tar's files than all of them hold."""
    with tarfile.open(tmp_path / "sent.tar", "w") as made:
        info = tarfile.TarInfo("pax")
        info.type = tarfile.XHDTYPE
        add(made, info, b"7 a=bc\n" * 800_000)
        add(made, tarfile.TarInfo("a.js"))
    assert "extended headers" in refusal(tmp_path / "sent.tar")


KINDS = st.sampled_from([tarfile.REGTYPE] * 8 + [tarfile.AREGTYPE, b"1", b"2", b"3", b"5", b"6", b"7", b"S", b"V"])
MODES = st.sampled_from([0] * 8 + [0o100644, 0o120777, 0o40755, 0o10644, 0o170000])


@st.composite
def zips(draw: st.DrawFn) -> bytes:
    """A zip of random entries, whatever they are called."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as writer, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # two entries with one name
        for name in draw(st.lists(NAMES | st.text(st.characters(exclude_categories=["Cs"])), max_size=5)):
            info = zipfile.ZipInfo(name)
            info.external_attr = draw(MODES) << 16
            info.compress_type = draw(st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))
            writer.writestr(info, draw(CONTENTS))
    return made.getvalue()


@st.composite
def tars(draw: st.DrawFn) -> bytes:
    """A tar of random entries, in each of the formats."""
    made = io.BytesIO()
    form = draw(st.sampled_from([tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT]))
    with tarfile.open(fileobj=made, mode="w", format=form) as writer:
        for name in draw(st.lists(NAMES | st.text(st.characters(exclude_categories=["Cs"])), max_size=5)):
            info = tarfile.TarInfo(name[:20])
            info.type, info.linkname = draw(KINDS), "a"
            if form == tarfile.PAX_FORMAT:
                info.pax_headers = draw(st.dictionaries(st.sampled_from(["path", "size", "GNU.sparse.name"]), NAMES))
            add(writer, info, draw(CONTENTS))
    return made.getvalue()


@st.composite
def damaged(draw: st.DrawFn, whole: st.SearchStrategy[bytes]) -> bytes:
    """Some bytes of an archive are others, some are missing, some are there twice."""
    data = bytearray(draw(whole))
    for at, value in draw(st.lists(st.tuples(st.integers(0, 1 << 16), st.integers(0, 255)), max_size=4)):
        data[at % len(data)] = value
    start, end, target = (draw(st.integers(0, len(data))) for _ in range(3))
    match draw(st.sampled_from(["keep", "keep", "cut", "drop", "repeat"])):
        case "cut":
            del data[start:]
        case "drop":
            del data[start:end]
        case "repeat":
            data[target:target] = data[start:end]
    return bytes(data)


def signed(tar: bytes) -> bytes:
    """A tar whose headers have the checksums of what they say, so that more than their checksums is looked at."""
    blocks = [bytearray(tar[at : at + 512]) for at in range(0, len(tar), 512)]
    for block in blocks:
        if block[257:262] == b"ustar" and len(block) == 512:
            block[148:156] = b" " * 8
            block[148:156] = b"%06o\0 " % sum(block)
    return b"".join(blocks)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(SUFFIXES), st.binary(max_size=600))
def test_any_bytes_are_a_solution_or_refused(suffix: str, content: bytes) -> None:
    """Whatever bytes have an archive's name, the outcome is a Solution or a SolutionError."""
    loaded_from(suffix, content)


@settings(max_examples=150, deadline=None)
@given(zips() | damaged(zips()))
def test_any_zip_is_a_solution_or_refused(content: bytes) -> None:
    """Whatever entries a zip holds, and wherever it is damaged, the outcome is a Solution or a SolutionError."""
    loaded_from(".zip", content)


@settings(max_examples=150, deadline=None)
@given(tars() | damaged(tars()) | damaged(tars()).map(signed))
def test_any_tar_is_a_solution_or_refused(content: bytes) -> None:
    """Whatever entries a tar holds, and wherever it is damaged, the outcome is a Solution or a SolutionError."""
    loaded_from(".tar", content)


@settings(max_examples=50, deadline=None)
@given(tars().map(gzip.compress) | damaged(tars().map(gzip.compress)))
def test_any_compressed_tar_is_a_solution_or_refused(content: bytes) -> None:
    """Nor does it matter where what a tar is compressed to is damaged."""
    loaded_from(".tar.gz", content)


def loaded_from(suffix: str, content: bytes) -> None:
    """Hands in these bytes under an archive's name."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"sent{suffix}")
        path.write_bytes(content)
        is_a_solution_or_refused(path)

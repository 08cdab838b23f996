"""An archive that somebody handed in, read in memory and never unpacked: the files in it, and how each is read.

It is hostile: what it says of its own sizes and counts is not believed, and the work that it can cause is bounded by
its size and the number of its entries before any of it is done. Which of its files are the solution is not decided
here (see solution.py).
"""

import contextlib
import io
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

from runner.errors import SolutionError

if TYPE_CHECKING:
    import mmap
    import zipfile

MAX_BYTES = 32 * 1024 * 1024
"""The greatest archive in bytes, and the greatest tar in a compressed one: room for a node_modules that is ignored."""
MAX_ENTRIES = 20_000
_MAX_EXTRA = 512
_MAX_EXTENDED = 4 * 1024 * 1024
_MAX_SHOWN = 200
_BLOCK = 512
_LEAVE_OUT = "leave out node_modules and whatever else is not the solution"
_AGAIN = "pack the solution again"
_ABSOLUTE = re.compile(r"/|[A-Za-z]:/")
# The types of a tar's headers (POSIX, GNU, Solaris): what says more of the next entry, what stores no bytes, the rest.
_EXTENSIONS = (b"x", b"X", b"g", b"L", b"K")
_EMPTY = (b"1", b"2", b"3", b"4", b"5", b"6")
_KINDS = {b"0": stat.S_IFREG, b"\0": stat.S_IFREG, b"7": stat.S_IFREG, b"1": stat.S_IFLNK, b"2": stat.S_IFLNK}


@dataclass(frozen=True, kw_only=True)
class Member:
    """A file of an archive: its relative name, without `..`, and what reads its first so many bytes.

    `read` raises SolutionError where there is no file to be read after all: a link, say, or a broken entry.
    """

    name: str
    read: Callable[[int], bytes]


def members(path: str, content: bytes) -> Iterator[Member]:
    """The files of the archive `content`; `path` tells by its end whether it is a zip, a tar, or a tar in a gzip.

    Raises SolutionError for an archive that is broken, too big, or leads anywhere but into itself.
    """
    if len(content) > MAX_BYTES:
        raise SolutionError(f"{path}: more than {MAX_BYTES >> 20} MiB; {_LEAVE_OUT}")
    if path.lower().endswith(".zip"):
        return zip_members(path, content, io.BytesIO(content), most=MAX_ENTRIES)
    return _tar(path, content if path.lower().endswith(".tar") else _unzipped(path, content))


def zip_members(path: str, content: "bytes | mmap.mmap", file: BinaryIO, *, most: int) -> Iterator[Member]:
    """The files of a zip of at most `most` entries; `file` is to be read from while its members are.

    Raises as `members` does.
    """
    import zipfile

    _refuse_long_directory(path, content, most)
    with _broken(path):
        archive = zipfile.ZipFile(file)
    entries = archive.infolist()
    # Entries that share their bytes would be decompressed once for each of them.
    if sum(entry.compress_size for entry in entries) > len(content):
        raise SolutionError(f"{path}: its entries overlap; {_AGAIN}")
    for entry in entries:
        name = _name(path, entry.orig_filename)  # zipfile's own name for it ends at a NUL
        # Not is_dir(), which fails where there is no name at all.
        if not (entry.orig_filename.endswith("/") or stat.S_ISDIR(entry.external_attr >> 16)):
            yield Member(name=name, read=partial(_read_zipped, _label(path, name), content, archive, entry))


def _refuse_long_directory(path: str, content: "bytes | mmap.mmap", most: int) -> None:
    """Bounds what zipfile does when it opens an archive: it reads the whole directory, whatever number that declares.

    Each entry there begins with these four bytes, so there are not more entries than places that hold them. An extra
    field costs time quadratic in its length, which nobody's is more than some dozen bytes.
    """
    at = -1
    for _ in range(most + 1):
        at = content.find(b"PK\x01\x02", at + 1)
        if at < 0:
            return
        if int.from_bytes(content[at + 30 : at + 32], "little") > _MAX_EXTRA:
            raise SolutionError(f"{path}: an entry with an extra field of more than {_MAX_EXTRA} bytes; {_AGAIN}")
    raise SolutionError(f"{path}: more than {most} entries; {_LEAVE_OUT}")


def _read_zipped(
    where: str, content: "bytes | mmap.mmap", archive: "zipfile.ZipFile", entry: "zipfile.ZipInfo", limit: int
) -> bytes:
    import zipfile

    _refuse_kind(where, stat.S_IFMT(entry.external_attr >> 16) or stat.S_IFREG)
    if entry.flag_bits & 0x41:
        raise SolutionError(f"{where}: encrypted; {_AGAIN} without a password")
    # Of all the others, zipfile bounds only what it reads of these two by what was asked for.
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise SolutionError(f"{where}: compressed in a way that is not supported; {_AGAIN} with Deflate, as zip does")
    with _broken(where):
        with archive.open(entry) as file:
            read = file.read(limit)
        agrees = _agrees(content[entry.header_offset : entry.header_offset + 30], entry)
    if not agrees or (len(read) < limit and len(read) != entry.file_size):
        raise SolutionError(f"{where}: the archive says two things of this file; {_AGAIN}")
    return read


def _agrees(header: bytes, entry: "zipfile.ZipInfo") -> bool:
    """Whether the header in front of a file says of it what the directory says; zipfile compares only the names."""
    import struct

    flags, method, _, _, *sums = struct.unpack("<4H3L", header[6:26])
    known = (entry.CRC, entry.compress_size, entry.file_size)
    # Bit 3: they follow the file. All ones: they are too long for the field.
    same = flags & 8 or all(told in (0xFFFFFFFF, is_) for told, is_ in zip(sums, known, strict=True))
    return bool(same) and method == entry.compress_type and not flags & 1


def _unzipped(path: str, content: bytes) -> bytes:
    import zlib

    stream = zlib.decompressobj(wbits=31)
    with _broken(path):
        tar = stream.decompress(content, MAX_BYTES + 1)
    if len(tar) > MAX_BYTES:
        raise SolutionError(f"{path}: unpacks to more than {MAX_BYTES >> 20} MiB; {_LEAVE_OUT}")
    if not stream.eof or stream.unused_data.strip(b"\0"):
        raise SolutionError(f"{path}: cut off, or more than one archive; {_AGAIN}")
    return tar


def _tar(path: str, content: bytes) -> Iterator[Member]:
    """The files of a tar, its headers parsed by tarfile, but followed here.

    tarfile's own way from one to the next is not meant for hostile bytes: it recurses, takes time quadratic in the
    length of an extended header, and goes back where a size is negative (CVE-2024-6232, CVE-2025-8194: not every
    Python that kata runs on is mended).
    """
    import tarfile

    at = extended = 0
    told: dict[bytes, bytes] = {}
    for _ in range(MAX_ENTRIES + 1):
        block = content[at : at + _BLOCK]
        if block and not block.strip(b"\0"):
            return
        with _broken(path):
            header = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
            extends = header.type in _EXTENSIONS
            size = header.size if extends else int(told.get(b"size", header.size))
        at += _BLOCK
        if header.type in _EMPTY:
            size = 0  # whatever it says: nothing of them is stored
        if not 0 <= size <= len(content) - at:
            raise SolutionError(f"{path}: cut off in the midst of a file; {_AGAIN}")
        data = content[at : at + size] if extends else b""
        extended += len(data)
        if extended > _MAX_EXTENDED:
            raise SolutionError(f"{path}: extended headers of more than {_MAX_EXTENDED >> 20} MiB; {_LEAVE_OUT}")
        if header.type in (b"x", b"X"):
            with _broken(path):
                told |= _records(data)
        elif header.type == b"L":
            told[b"path"] = data.rstrip(b"\0")
        elif not extends:
            name = _name(path, told.get(b"path", b"").decode("utf-8", "surrogateescape") or header.name)
            kind = 0 if any(key.startswith(b"GNU.sparse") for key in told) else _KINDS.get(header.type, 0)
            if not header.isdir():
                yield Member(name=name, read=partial(_read_tarred, _label(path, name), kind, content, at, size))
            told = {}
        at += -(-size // _BLOCK) * _BLOCK
    raise SolutionError(f"{path}: more than {MAX_ENTRIES} entries; {_LEAVE_OUT}")


def _records(data: bytes) -> dict[bytes, bytes]:
    """The records of an extended header, each `length key=value` and a newline. Raises ValueError for anything else."""
    records, at, end = {}, 0, len(data.rstrip(b"\0"))
    while at < end:
        length = data[at : at + 20].partition(b" ")[0]
        record = data[at + len(length) + 1 : at + int(length)] if length.isdigit() else b""
        key, equals, value = record.partition(b"=")
        if not equals or not value.endswith(b"\n") or at + int(length) > end:
            raise ValueError("an extended header that is none")
        records[key] = value[:-1]
        at += int(length)
    return records


def _read_tarred(where: str, kind: int, content: bytes, start: int, size: int, limit: int) -> bytes:
    _refuse_kind(where, kind)
    return content[start : start + min(size, limit)]


def _refuse_kind(where: str, kind: int) -> None:
    if kind == stat.S_IFLNK:
        raise SolutionError(f"{where}: a link; hand in the file itself")
    if kind != stat.S_IFREG:
        raise SolutionError(f"{where}: not a regular file; leave it out")


def _name(path: str, name: str) -> str:
    """A name as a relative path without `.` and doubled slashes. Raises SolutionError where it leads elsewhere."""
    parts = [part for part in name.split("/") if part not in ("", ".")]
    if _ABSOLUTE.match(name):
        raise SolutionError(f"{_label(path, name)}: an absolute name; pack the folder from where it is")
    if ".." in parts:
        raise SolutionError(f"{_label(path, name)}: a name that leads out of the archive; pack one folder alone")
    if "\\" in name:
        raise SolutionError(f"{_label(path, name)}: a name with a backslash; pack it with a tool that writes / there")
    return "/".join(parts)


def _label(path: str, name: str) -> str:
    """What a file is called in errors: printable, and not longer than a line or three."""
    shown = name if len(name) <= _MAX_SHOWN else f"{name[:_MAX_SHOWN]}…"
    return f"{path}/{shown if shown.isprintable() else ascii(shown)[1:-1]}"


@contextlib.contextmanager
def _broken(where: str) -> Iterator[None]:
    """Around what reads with the standard library, and nothing else."""
    try:
        yield
    except Exception as error:  # of broken archives zipfile alone raises ten kinds, and documents one
        reason = str(error)[:_MAX_SHOWN] or type(error).__name__
        raise SolutionError(f"{where}: broken ({reason}); {_AGAIN}") from error

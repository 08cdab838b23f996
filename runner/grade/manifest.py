"""A manifest: a table of submissions, for batches over several katas or folders.

CSV with a head, or a JSON object in each line; the columns are `id`, `path` and, where not all are for one kata,
`kata`. Paths begin in the manifest's folder.
"""

import csv
import io
import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from runner.errors import UsageError
from runner.grade.submissions import Submission, folder_of, from_disk, text

_COLUMNS = ("id", "kata", "path")
_MOST_PROBLEMS = 50


def read_manifest(source: Path, kata: str | None) -> list[Submission]:
    """The rows of a manifest; `kata` is for those that name none. Raises UsageError that lists every bad one."""
    try:
        content = source.read_text("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{source}: {error.strerror}; name a manifest that can be read") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{source}: not UTF-8 text (byte {error.start}); save it as UTF-8") from error
    rows = _csv(content) if source.suffix.lower() == ".csv" else _json_lines(content)
    found, problems = [], []
    places: dict[tuple[str, str], int] = {}
    for line, row in rows:
        submission = _submission(row, folder_of(source), kata)
        if isinstance(submission, str):
            problems.append(f"  line {line}: {submission}")
        elif (first := places.setdefault((submission.kata, submission.id), line)) != line:
            problems.append(f"  line {line}: the id {json.dumps(submission.id)} is that of line {first}")
        else:
            found.append(submission)
    if problems:
        more = len(problems) - _MOST_PROBLEMS
        rest = [f"  and {more} more"] if more > 0 else []
        told = "\n".join([*problems[:_MOST_PROBLEMS], *rest])
        raise UsageError(f"{source}: nothing was started, since there is something wrong in it:\n{told}")
    return found


def _submission(row: dict[str, Any] | str, folder: Path, kata: str | None) -> Submission | str:
    """The submission of a row, or what is wrong with it."""
    if isinstance(row, str):
        return row
    if unknown := row.keys() - set(_COLUMNS):
        return f"unknown column {json.dumps(min(map(str, unknown)))}; the columns are id, kata and path"
    if missing := [name for name in ("id", "path") if not str(row.get(name) or "").strip()]:
        return f"{missing[0]} is missing"
    chosen = row.get("kata") or kata
    if not chosen:
        return "kata is missing: name it in the row or in front of the manifest"
    if not isinstance(row["path"], str) or not isinstance(chosen, str) or not isinstance(row["id"], str | int):
        return "id, kata and path are texts"
    path = folder / row["path"]
    try:
        exists = path.exists()
    except (OSError, ValueError):
        exists = False
    if not exists:
        return f"there is no {json.dumps(row['path'])}"
    id_, place = text(str(row["id"])), text(str(path))
    return Submission(id=id_, kata=_kata(chosen, folder), path=place, read=partial(from_disk, path))


def _kata(name: str, folder: Path) -> str:
    """A kata's name, or the path of its folder, which begins in the manifest's."""
    return str(folder / name) if "/" in name and (folder / name).is_dir() else name


def _csv(content: str) -> Iterator[tuple[int, dict[str, Any] | str]]:
    reader = csv.DictReader(io.StringIO(content, newline=""), strict=True, restkey="", restval=None)
    try:
        head = [name.strip() for name in reader.fieldnames or []]
        reader.fieldnames = head
        if not {"id", "path"} <= set(head):
            yield 1, "the head must name the columns id and path, and may name kata"
            return
        for row in reader:
            if "" in row:
                yield reader.line_num, "more cells than the head has columns; quote a name that has a comma in it"
            else:
                yield reader.line_num, dict(row)
    except csv.Error as error:
        yield reader.line_num, f"not CSV: {error}"


def _json_lines(content: str) -> Iterator[tuple[int, dict[str, Any] | str]]:
    for number, line in enumerate(content.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield number, f"not JSON: {error}"
            continue
        yield number, row if isinstance(row, dict) else "not a JSON object with id and path"

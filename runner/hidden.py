"""What is hidden in a kata, and whether some of it stands in what is handed out."""

from collections.abc import Iterator
from dataclasses import dataclass

from runner.collection import KataFolder
from runner.handout import Files
from runner.kata import validate

_RUN = 3
"""So many lines in a row are no chance: imports and closing brackets are alike everywhere."""
_LEAST = 60
"""Characters that these lines have together."""


@dataclass(frozen=True, kw_only=True)
class Exposure:
    """A `file` that is handed out holds `text`, which is hidden in `origin`, another file of the kata."""

    file: str
    origin: str
    text: str


def exposures(folder: KataFolder, files: Files) -> list[Exposure]:
    """Where the files hold names of hidden tests, or lines in a row of a hidden file or a solution."""
    texts = {name: content.decode("utf-8", "replace") for name, content in files.items()}
    names = set(validate(folder).manifest.hidden) - set(validate(folder).manifest.public)
    found = [
        Exposure(file=file, origin="tests/manifest.json", text=name)
        for file, text in texts.items()
        for name in sorted(names)
        if name in text
    ]
    for origin, hidden in _hidden_files(folder).items():
        passages = set(_passages(hidden))
        for file, text in texts.items():
            if shared := next((passage for passage in _passages(text) if passage in passages), None):
                found.append(Exposure(file=file, origin=origin, text=" ".join(shared)))
    return found


def _hidden_files(folder: KataFolder) -> dict[str, str]:
    handed_out = folder.tests("public").keys() | folder.scenarios("public").keys()
    hidden = {**folder.tests("hidden"), **folder.scenarios("hidden")}
    found = {name: text for name, text in hidden.items() if name not in handed_out}
    for path in sorted((folder.path / "solutions").rglob("*")):
        if path.is_file():
            found[path.relative_to(folder.path).as_posix()] = path.read_text("utf-8", "replace")
    return found


def _passages(text: str) -> Iterator[tuple[str, ...]]:
    lines = [line.strip() for line in text.splitlines()]
    lines = [line for line in lines if len(line) > 2]
    for n in range(len(lines) - _RUN + 1):
        passage = tuple(lines[n : n + _RUN])
        if sum(map(len, passage)) >= _LEAST:
            yield passage

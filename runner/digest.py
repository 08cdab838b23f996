"""What names a content: sha256 over names and contents."""

import hashlib
from collections.abc import Mapping

from runner.collection import SUITES, KataFolder


def of_files(files: Mapping[str, bytes]) -> str:
    """Over names and contents, each with its length in front, so that no two sets read the same: `sha256:…`."""
    total = hashlib.sha256()
    for name in sorted(files):
        for part in (name.encode(), files[name]):
            total.update(len(part).to_bytes(8, "big") + part)
    return f"sha256:{total.hexdigest()}"


def of_kata(folder: KataFolder) -> str:
    """Over all that decides: the rules, the specification, the tests. Raises KataError when a file is missing."""
    files = {name: folder.file(name) for name in ("kata.toml", "README.md", "tests/manifest.json")}
    for suite in SUITES:
        files |= {name: text.encode() for name, text in (folder.tests(suite) | folder.scenarios(suite)).items()}
    return of_files(files | {f"fixtures/{name}": content for name, content in folder.fixtures().items()})

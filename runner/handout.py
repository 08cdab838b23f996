"""What a candidate is handed to work with: specification, starter, public tests, and what runs them in plain Node."""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from runner import resources
from runner.collection import KataFolder
from runner.errors import KataError
from runner.kata import Kata, validate

Files = dict[str, bytes]
"""Relative path -> content."""

_HARNESS = "tests/kata"
_IMPORT = re.compile(r"""(?:\bfrom|\bimport\(?|\bregister\()\s*['"]([^'"\n]+)['"]""")
_PROGRAMS = ("judge/act.mjs", "judge/inprocess.mjs")
_PACKAGES = ("devalue", "@sinonjs/fake-timers")
_SHIPPED = (".js", ".mjs", ".cjs", ".json")


def handout(folder: KataFolder) -> Files:
    """The files of a candidate's folder, in order of their names. Raises KataError for a broken kata."""
    kata = validate(folder)
    public = _public_modules(folder)
    starter = _starter(folder)
    files = {f"tests/{name}": content for name, content in public.items()}
    files |= starter | _harness(kata, files)
    specification = kata.specification.rstrip().replace("`starter/", "`")  # which lies in the folder itself
    files["README.md"] = f"{specification}\n\n{_how_to(kata, starter)}".encode()
    files["package.json"] = _json(_package(kata))
    files["jsconfig.json"] = _json({"compilerOptions": {"module": "nodenext", "target": "es2023", "checkJs": True}})
    files["tests/package.json"] = _json(
        {
            "name": "kata",
            "private": True,
            "type": "module",
            "exports": {
                ".": {"types": "./kata/index.d.ts", "default": "./kata/judge/act.mjs"},
                "./property": "./kata/judge/property.mjs",
            },
        }
    )
    files[".gitignore"] = b"/node_modules/\n"
    if (folder.path / "types.d.ts").is_file():
        files[f"{kata.slug}.d.ts"] = folder.file("types.d.ts")
    return dict(sorted(files.items()))


def _starter(folder: KataFolder) -> Files:
    root = folder.path / "starter"
    files = {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}
    if not files:
        raise KataError(f"{root}: the starter is missing; write {folder.slug}.mjs with the exports and no answers")
    return files


def _public_modules(folder: KataFolder) -> Files:
    """The public suite and what it imports or names of the rest of tests/; what only hidden tests need stays away."""
    modules = {**folder.tests("public"), **folder.scenarios("public")}
    texts = {PurePosixPath(name).name: text for name, text in modules.items()}
    fixtures = {f"fixtures/{name}": content for name, content in folder.fixtures().items()}
    found: Files = {}
    wanted = ["public.test.mjs", "public.scenarios.mjs"]
    while wanted:
        name = wanted.pop()
        if name in found:
            continue
        found[name] = texts[name].encode() if name in texts else fixtures[name]
        text = found[name].decode("utf-8", "replace")
        wanted += [module for module in texts if f"'./{module}'" in text]
        wanted += [fixture for fixture in fixtures if PurePosixPath(fixture).name in text]
    return found


def _harness(kata: Kata, public: Files) -> Files:
    """What stands in for the judge and the box, with the packages that it needs."""
    source = b"\n".join(public.values()).decode("utf-8", "replace")
    programs = [*_PROGRAMS, *(["host/child.mjs"] if kata.toml.process == "own" else [])]
    packages = [*_PACKAGES]
    if "'kata/property'" in source:
        programs.append("judge/property.mjs")
        packages.append("fast-check")
    files = {f"{_HARNESS}/{name}": _read(resources.HARNESS / name) for name in _closure(programs)}
    files[f"{_HARNESS}/judge/settings.mjs"] = _read(resources.HARNESS / "handout" / "settings.mjs")
    files[f"{_HARNESS}/index.d.ts"] = _read(resources.HARNESS / "handout" / "index.d.ts")
    files[f"{_HARNESS}/kata.json"] = _json(
        {
            "slug": kata.slug,
            "time": kata.toml.time,
            "process": kata.toml.process,
            "exports": kata.toml.exports,
            "imports": kata.toml.imports,
            "packages": kata.toml.packages,
            "reimplements": kata.toml.reimplements,
        }
    )
    for name, content in _installed(packages):
        files[f"{_HARNESS}/node_modules/{name}"] = content
    return files


def _closure(programs: Iterable[str]) -> list[str]:
    """These modules of the harness, and those that they import."""
    found: list[str] = []
    wanted = [*programs]
    while wanted:
        name = wanted.pop()
        if name in found:
            continue
        found.append(name)
        text = (resources.HARNESS / name).read_text("utf-8")
        for specifier in _IMPORT.findall(text):
            if specifier.startswith("."):
                target = (resources.HARNESS / name).parent / specifier
                wanted.append(target.resolve().relative_to(resources.HARNESS.resolve()).as_posix())
    return found


def _installed(packages: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """The code and the licences of these packages and of those that they need."""
    root = resources.HARNESS / "node_modules"
    wanted, seen = [*packages], set[str]()
    while wanted:
        package = wanted.pop()
        if package in seen:
            continue
        seen.add(package)
        wanted += json.loads(_read(root / package / "package.json")).get("dependencies", {})
        for path in sorted((root / package).rglob("*")):
            if path.is_file() and (path.suffix in _SHIPPED or path.name.startswith("LICEN")):
                yield path.relative_to(root).as_posix(), path.read_bytes()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise KataError(f"{path}: {error.strerror}; this installation is not whole: install kata again") from error


def _package(kata: Kata) -> dict[str, object]:
    packages = {name: _version(name) for name in kata.toml.packages}
    return {
        "name": kata.slug,
        "private": True,
        "description": kata.toml.summary,
        "engines": {"node": ">=20.6"},
        "scripts": {"test": "node --test tests/public.test.mjs"},
        **({"dependencies": packages} if packages else {}),
    }


def _version(package: str) -> str:
    """The version that the judge has."""
    path = resources.HARNESS / "node_modules" / package / "package.json"
    return str(json.loads(_read(path))["version"])


def _how_to(kata: Kata, starter: Files) -> str:
    install = "Run `npm install` once. " if kata.toml.packages else ""
    main = next((name for name in starter if PurePosixPath(name).stem == kata.slug), next(iter(starter)))
    return (
        "## How to work on it\n\n"
        f"Write your solution into `{main}`. {install}`npm test` runs the tests in\n"
        "`tests/public.test.mjs`, with Node 20 or newer; more tests judge what you hand in.\n"
        "A solution is one file, or this folder.\n"
    )


def _json(value: object) -> bytes:
    return json.dumps(value, indent=2).encode() + b"\n"

"""What kata.toml and tests/manifest.json say, validated: the rules of a kata and the tests it must report.

Validated by pydantic's own engine, pydantic-core, without the models in front of it: every run passes
here, and importing pydantic takes six times as long (57 ms against 10, a sixth of a run).
"""

import dataclasses
import json
import re
from dataclasses import dataclass, field
from typing import Any

from pydantic_core import CoreSchema, SchemaValidator, ValidationError
from pydantic_core import core_schema as cs

from runner.collection import DEFAULT_MEMORY_MB, DEFAULT_SCRATCH_MB, KataFolder, Suite
from runner.errors import KataError

_TEST_NAME = re.compile(r"([A-Z]+[0-9]+) (.+)")
_REQUIREMENT = re.compile(r"^- \*\*([A-Z]+[0-9]+)\*\* (.+(?:\n  .+)*)", re.M)


@dataclass(frozen=True, kw_only=True)
class KataLimits:
    """[limits]: what one run, and each act in it, may use. Seconds, mebibytes, kibibytes."""

    run_s: float = 10.0
    act_s: float = 1.0
    memory_mb: int = DEFAULT_MEMORY_MB
    output_kb: int = 64
    scratch_mb: int = DEFAULT_SCRATCH_MB
    """What the box's /tmp holds; it counts as memory where something is in it."""


@dataclass(frozen=True, kw_only=True)
class Tier:
    """[tiers.NAME]: the requirements of a tier, and the points of each test that checks one of them."""

    points: int = 1
    requirements: list[str]


@dataclass(frozen=True, kw_only=True)
class Tiers:
    """[tiers]: what the task plainly asks for, and what a strong engineer gets right."""

    core: Tier
    edge: Tier | None = None

    def named(self) -> dict[str, Tier]:
        """The tiers that there are, in order."""
        return {"core": self.core} | ({"edge": self.edge} if self.edge else {})


@dataclass(frozen=True, kw_only=True)
class KataToml:
    """kata.toml.

    `imports` are Node's modules that a solution may import, `packages` npm's, `reimplements` Node's modules that
    it is to write itself. `process`: whether the solution shares the scenarios', or has its own, which they start.
    `reveal`: who practises sees expected and seen values of hidden tests. `hints`: what whoever misses a requirement
    is told, by its id.
    """

    title: str
    version: int
    difficulty: str
    summary: str
    time: str
    process: str = "shared"
    exports: list[str]
    imports: list[str] = field(default_factory=list)
    packages: list[str] = field(default_factory=list)
    reimplements: list[str] = field(default_factory=list)
    reveal: bool = False
    hints: dict[str, str] = field(default_factory=dict)
    limits: KataLimits = field(default_factory=KataLimits)
    tiers: Tiers


@dataclass(frozen=True, kw_only=True)
class ManifestJson:
    """tests/manifest.json: the names of the tests of each suite, in order."""

    hidden: list[str]
    public: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class DeclaredTest:
    """One test that the kata says it has, known before anything runs."""

    id: str
    name: str
    title: str
    tier: str
    requirement: str
    points: int


@dataclass(frozen=True, kw_only=True)
class Kata:
    """A validated kata: its rules, its tests and its specification."""

    slug: str
    toml: KataToml
    manifest: ManifestJson
    specification: str

    def tests(self, suite: Suite) -> list[DeclaredTest]:
        """The declared tests of a suite, in order; ids count the tests of a requirement: E1.1, E1.2."""
        tiers = {
            id_: (name, tier.points) for name, tier in self.toml.tiers.named().items() for id_ in tier.requirements
        }
        seen: dict[str, int] = {}
        declared = []
        for name in getattr(self.manifest, suite):
            requirement, _, title = name.partition(" ")
            seen[requirement] = seen.get(requirement, 0) + 1
            tier, points = tiers[requirement]
            id_ = f"{requirement}.{seen[requirement]}"
            declared.append(
                DeclaredTest(id=id_, name=name, title=title, tier=tier, requirement=requirement, points=points)
            )
        return declared

    def sentence(self, requirement: str) -> str:
        """What the specification promises under this id; empty when it does not name it."""
        return requirements_of(self.specification).get(requirement, "")


def requirements_of(specification: str) -> dict[str, str]:
    """The requirements that a README.md lists as `- **C1** What it promises.`, by id, on one line each."""
    return {id_: " ".join(sentence.split()) for id_, sentence in _REQUIREMENT.findall(specification)}


def _table(cls: type, **fields: CoreSchema) -> CoreSchema:
    """A table whose keys are the fields of a dataclass: no other key, and defaults where the class has some."""
    arguments = []
    for spec in dataclasses.fields(cls):
        schema = fields[spec.name]
        if spec.default is not dataclasses.MISSING:
            schema = cs.with_default_schema(schema, default=spec.default)
        elif spec.default_factory is not dataclasses.MISSING:
            schema = cs.with_default_schema(schema, default_factory=spec.default_factory)
        arguments.append(cs.dataclass_field(spec.name, schema, kw_only=True))
    inner = cs.dataclass_args_schema(cls.__name__, arguments, extra_behavior="forbid")
    return cs.dataclass_schema(cls, inner, list(fields))


def _integer(low: int, high: int) -> CoreSchema:
    return cs.int_schema(ge=low, le=high, strict=True)


def _seconds(high: float) -> CoreSchema:
    return cs.float_schema(gt=0, le=high, strict=True)


def _texts(pattern: str = r"^[^\n]+$", least: int = 0) -> CoreSchema:
    return cs.list_schema(cs.str_schema(pattern=pattern, strict=True), min_length=least, strict=True)


_LINE = cs.str_schema(pattern=r"^[^\n]+$", strict=True)
_NODE_MODULES = _texts(r"^node:[a-z0-9_/]+$")
_TIER = _table(Tier, points=_integer(0, 1000), requirements=_texts(r"^[A-Z]+[0-9]+$", least=1))
_KATA_TOML = SchemaValidator(
    _table(
        KataToml,
        title=_LINE,
        version=_integer(1, 1_000_000),
        difficulty=cs.literal_schema(["easy", "medium", "hard"]),
        summary=_LINE,
        time=cs.literal_schema(["virtual", "real"]),
        process=cs.literal_schema(["shared", "own"]),
        exports=_texts(least=1),
        imports=_NODE_MODULES,
        packages=_texts(),
        reimplements=_NODE_MODULES,
        reveal=cs.bool_schema(strict=True),
        hints=cs.dict_schema(cs.str_schema(), _LINE),
        limits=_table(
            KataLimits,
            run_s=_seconds(600),
            act_s=_seconds(60),
            memory_mb=_integer(64, 4096),
            output_kb=_integer(1, 1024),
            scratch_mb=_integer(1, 1024),
        ),
        tiers=_table(Tiers, core=_TIER, edge=_TIER),
    )
)
_MANIFEST = SchemaValidator(_table(ManifestJson, hidden=_texts(least=1), public=_texts()))


def validate(folder: KataFolder) -> Kata:
    """The kata of a folder. Raises KataError that lists `file: field: problem` for every fault."""
    toml = rules_of(folder)
    file = folder.path / "tests" / "manifest.json"
    try:
        manifest: ManifestJson = _MANIFEST.validate_json(folder.file("tests/manifest.json"))
    except ValidationError as error:
        raise KataError(_faults(str(file), error)) from error
    known = {id_ for tier in toml.tiers.named().values() for id_ in tier.requirements}
    for names in (manifest.hidden, manifest.public):
        for name in names:
            found = _TEST_NAME.fullmatch(name)
            if not found or found[1] not in known:
                rule = "a test's name begins with the id of a requirement of kata.toml"
                raise KataError(f"{file}: {json.dumps(name)}: {rule}")
        if len(set(names)) < len(names):
            raise KataError(f"{file}: two tests have the same name")
    specification = folder.text("README.md")
    return Kata(slug=folder.slug, toml=toml, manifest=manifest, specification=specification)


def rules_of(folder: KataFolder) -> KataToml:
    """What kata.toml says. Raises KataError that lists `file: field: problem` for every fault."""
    file = folder.path / "kata.toml"
    try:
        toml: KataToml = _KATA_TOML.validate_python(folder.raw)
    except ValidationError as error:
        raise KataError(_faults(str(file), error)) from error
    ids = [id_ for tier in toml.tiers.named().values() for id_ in tier.requirements]
    if twice := sorted({id_ for id_ in ids if ids.count(id_) > 1}):
        raise KataError(f"{file}: tiers: requirements listed twice: {', '.join(twice)}")
    if unknown := sorted(toml.hints.keys() - set(ids)):
        raise KataError(f"{file}: hints: no tier lists {', '.join(unknown)}")
    return toml


def _faults(file: str, error: ValidationError) -> str:
    return "\n".join(f"{file}: {_field(fault)}: {_problem(fault)}" for fault in error.errors(include_url=False))


def _field(fault: Any) -> str:
    return ".".join(str(part) for part in fault["loc"]) or "the whole"


def _problem(fault: Any) -> str:
    return {
        "unexpected_keyword_argument": "there is no such field",
        "missing": "this field is missing",
        "dataclass_type": "this must be a table",
    }.get(fault["type"], str(fault["msg"]))

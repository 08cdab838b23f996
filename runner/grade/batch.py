"""A batch as its pages read it: the grades, the katas that they are for, and which are alike."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from runner import __version__
from runner.check.shipped import starter
from runner.errors import KataError, SolutionError
from runner.grade import similarity
from runner.grade.grades import Batch, Grade, GradedKata, Requirement
from runner.grade.prepared import Prepared, PreparedKata


def make_batch(prepared: Prepared, grades: Iterable[Grade], started_at: datetime, *, compares: bool) -> Batch:
    """All that is known of a batch; which submissions are alike, if it `compares` them."""
    alike = [_alike(prepared, slug) for slug in sorted(prepared.katas)] if compares else []
    return Batch(
        katas=[_kata(prepared.katas[slug]) for slug in sorted(prepared.katas)],
        grades=list(grades),
        pairs=[pair for one in alike for pair in one.pairs],
        left_out="; ".join(filter(None, (one.left_out for one in alike))),
        sandbox=prepared.conditions.sandbox,
        kata_runner_version=__version__,
        seed=prepared.conditions.seed,
        started_at=started_at.isoformat(timespec="seconds"),
    )


def _alike(prepared: Prepared, slug: str) -> similarity.Similarity:
    """The pairs of a kata; what is the same is in the table, and compared once."""
    files = {id_: _texts(solution.files) for id_, solution in prepared.folder.store.solutions(slug)}
    try:
        given = _texts(starter(prepared.katas[slug].folder).files)
    except (KataError, SolutionError):  # a kata need not have one to be graded
        given = {}
    return similarity.pairs(slug, files, given)


def _texts(files: Mapping[str, bytes]) -> dict[str, str]:
    return {name: content.decode() for name, content in files.items()}


def _kata(one: PreparedKata) -> GradedKata:
    tests = one.kata.tests("hidden")
    requirements = {
        test.requirement: Requirement(
            id=test.requirement, tier=test.tier, sentence=one.kata.sentence(test.requirement) or test.title
        )
        for test in tests
    }
    return GradedKata(
        slug=one.kata.slug,
        title=one.kata.toml.title,
        max_score=sum(test.points for test in tests),
        requirements=list(requirements.values()),
    )

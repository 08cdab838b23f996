"""A batch as its pages read it: the grades, the katas that they are for, and which are alike."""

from collections.abc import Iterable
from datetime import datetime

from runner import __version__
from runner.grade.grades import Batch, Grade, GradedKata, Requirement
from runner.grade.prepared import Prepared, PreparedKata


def make_batch(prepared: Prepared, grades: Iterable[Grade], started_at: datetime) -> Batch:
    """All that is known of a batch."""
    return Batch(
        katas=[_kata(prepared.katas[slug]) for slug in sorted(prepared.katas)],
        grades=list(grades),
        sandbox=prepared.conditions.sandbox,
        kata_runner_version=__version__,
        seed=prepared.conditions.seed,
        started_at=started_at.isoformat(timespec="seconds"),
    )


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

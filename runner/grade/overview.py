"""A batch at a glance: how many got where, how the scores lie, what most submissions miss, and which took longest."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median

from runner.grade.grades import Batch, Grade, GradedKata, Requirement
from runner.verdict import Verdict

_MAX_BARS = 60
_SLOWEST = 8


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many results ended in a way; `verdict` is that whose sign and tone it is shown with."""

    name: str
    verdict: Verdict
    count: int
    share: float


@dataclass(frozen=True, kw_only=True)
class Bar:
    """How many submissions have from `first` to `last` points; `height` in percent of the highest bar."""

    first: int
    last: int
    count: int
    height: float


@dataclass(frozen=True, kw_only=True)
class Distribution:
    """How the scores for a kata lie. The numbers are of those that were graded; with none, there are no bars."""

    kata: GradedKata
    graded: int
    full: int
    """How many have all points."""
    median: float
    mean: float
    bars: list[Bar]


@dataclass(frozen=True, kw_only=True)
class Missed:
    """A requirement with how many submissions miss it, and their share of those that were graded."""

    requirement: Requirement
    count: int
    share: float


@dataclass(frozen=True, kw_only=True)
class Lessons:
    """What to teach next: what is missed of a kata, the core first, then what most miss; and what nobody misses."""

    kata: GradedKata
    graded: int
    missed: list[Missed]
    held: list[Requirement]


def tally(grades: Sequence[Grade]) -> list[Tally]:
    """All results, by how they ended."""
    ended = Counter(_ended(grade) for grade in grades)
    names = {
        Verdict.ACCEPTED: "Accepted",
        Verdict.PARTIALLY_ACCEPTED: "Partially accepted",
        Verdict.WRONG_ANSWER: "Not accepted",
        Verdict.INTERNAL_ERROR: "Not graded",
    }
    return [
        Tally(name=name, verdict=verdict, count=ended[verdict], share=ended[verdict] / (len(grades) or 1))
        for verdict, name in names.items()
    ]


def distributions(batch: Batch) -> list[Distribution]:
    """The scores for each kata, in a bar for each number of points, or for several where there would be too many."""
    return [_distribution(kata, _scores(batch, kata)) for kata in batch.katas]


def lessons(batch: Batch) -> list[Lessons]:
    """What is missed, for each kata of which anything was graded."""
    made = []
    for kata in batch.katas:
        grades = [grade for grade in batch.grades if grade.kata == kata.slug and grade.graded]
        counts = Counter(id_ for grade in grades for id_ in set(grade.missed))
        tiers = list(dict.fromkeys(one.tier for one in kata.requirements))
        missed = [
            Missed(requirement=one, count=counts[one.id], share=counts[one.id] / len(grades))
            for one in kata.requirements
            if counts[one.id]
        ]
        missed.sort(key=lambda one: (tiers.index(one.requirement.tier), -one.count))
        held = [one for one in kata.requirements if not counts[one.id]]
        if grades:
            made.append(Lessons(kata=kata, graded=len(grades), missed=missed, held=held))
    return made


def slowest(batch: Batch) -> list[Grade]:
    """The graded results that took the longest, of what was judged for several only the first."""
    judged = [grade for grade in batch.grades if grade.graded and not grade.same_as]
    return sorted(judged, key=lambda grade: -grade.wall_s)[:_SLOWEST]


def percent(share: float) -> str:
    """In words that are never wrong: not all is less than 100 %, and something is more than 0 %."""
    whole = round(100 * share)
    if whole == 0 and share > 0:
        return "<1\N{NO-BREAK SPACE}%"
    if whole == 100 and share < 1:
        return ">99\N{NO-BREAK SPACE}%"
    return f"{whole}\N{NO-BREAK SPACE}%"


def _ended(grade: Grade) -> Verdict:
    own = (Verdict.ACCEPTED, Verdict.PARTIALLY_ACCEPTED, Verdict.INTERNAL_ERROR)
    return grade.verdict if grade.verdict in own else Verdict.WRONG_ANSWER


def _scores(batch: Batch, kata: GradedKata) -> list[int]:
    scores = [grade.score for grade in batch.grades if grade.kata == kata.slug and grade.graded]
    return [max(0, min(score, kata.max_score)) for score in scores if score is not None]


def _distribution(kata: GradedKata, scores: list[int]) -> Distribution:
    width = math.ceil((kata.max_score + 1) / _MAX_BARS)
    counts = Counter(score // width for score in scores)
    most = max(counts.values(), default=0)
    bars = [
        Bar(
            first=first,
            last=min(first + width - 1, kata.max_score),
            count=counts[first // width],
            height=100 * counts[first // width] / most,
        )
        for first in range(0, kata.max_score + 1, width)
        if most
    ]
    return Distribution(
        kata=kata,
        graded=len(scores),
        full=scores.count(kata.max_score),
        median=median(scores) if scores else 0,
        mean=fmean(scores) if scores else 0,
        bars=bars,
    )

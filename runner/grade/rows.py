"""The table of all results: its columns, its rows, and what each row is sorted by."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from runner.grade.grades import Batch, Grade
from runner.grade.natural import natural_key
from runner.verdict import Verdict

Kind = Literal["id", "kata", "verdict", "score", "tier", "missed", "time", "same", "notes", "report"]


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column, and what in a grade it is sorted by; None if it is not."""

    kind: Kind
    title: str
    key: Callable[[Grade], Any] | None


@dataclass(frozen=True, kw_only=True)
class Row:
    """A result; `ranks` are its places in the order of each column that can be sorted, the same for what is equal."""

    grade: Grade
    ranks: str
    kata: int
    """Which of the table's katas it is for."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """All results, and what they can be filtered by: verdicts with how many have them, and katas by their titles."""

    columns: list[Column]
    rows: list[Row]
    verdicts: list[tuple[Verdict, int]]
    katas: list[str]


def table(batch: Batch) -> Table:
    """The table of a batch. A column that would be empty is left out, as is the kata's where there is but one."""
    katas = {kata.slug: kata.title for kata in batch.katas}
    for grade in batch.grades:
        katas.setdefault(grade.kata, grade.kata)
    columns = _columns(batch.grades, katas)
    ranks = [_ranks(batch.grades, column.key) for column in columns if column.key]
    numbers = {slug: n for n, slug in enumerate(katas)}
    counts = Counter(grade.verdict for grade in batch.grades)
    return Table(
        columns=columns,
        rows=[
            Row(grade=grade, ranks=" ".join(str(of[n]) for of in ranks), kata=numbers[grade.kata])
            for n, grade in enumerate(batch.grades)
        ],
        verdicts=[(verdict, counts[verdict]) for verdict in Verdict if counts[verdict]],
        katas=[*katas.values()],
    )


def _columns(grades: list[Grade], katas: dict[str, str]) -> list[Column]:
    order = {verdict: rank for rank, verdict in enumerate(Verdict)}
    tiers = dict.fromkeys(tier for grade in grades for tier in grade.tiers)
    columns = [
        Column(kind="id", title="Submission", key=lambda grade: natural_key(grade.id)),
        Column(kind="kata", title="Kata", key=lambda grade: natural_key(katas[grade.kata])),
        Column(kind="verdict", title="Verdict", key=lambda grade: order[grade.verdict]),
        Column(kind="score", title="Score", key=lambda grade: _share(grade.score, grade.max_score)),
        *(Column(kind="tier", title=tier, key=partial(_passed, tier)) for tier in tiers),
        Column(kind="missed", title="Missed", key=lambda grade: len(grade.missed) if grade.graded else -1),
        Column(kind="time", title="Time", key=lambda grade: grade.wall_s),
        Column(kind="same", title="Same as", key=lambda grade: (not grade.same_as, natural_key(grade.same_as))),
        Column(kind="notes", title="Flags", key=lambda grade: len(grade.notes)),
        Column(kind="report", title="Report", key=None),
    ]
    needed = {
        "kata": len(katas) > 1,
        "same": any(grade.same_as for grade in grades),
        "notes": any(grade.notes for grade in grades),
        "report": any(grade.report for grade in grades),
    }
    return [column for column in columns if needed.get(column.kind, True)]


def _ranks(grades: list[Grade], key: Callable[[Grade], Any]) -> list[int]:
    keys = [key(grade) for grade in grades]
    places = {value: place for place, value in enumerate(sorted(set(keys)))}
    return [places[value] for value in keys]


def _share(score: int | None, of: int) -> float:
    """What was not graded comes before the lowest score."""
    return -1.0 if score is None else score / of if of else 0.0


def _passed(tier: str, grade: Grade) -> float:
    result = grade.tiers.get(tier)
    return _share(result.passed, result.total) if result else -1.0

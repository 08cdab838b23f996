"""Batches made by hand, for the tests of what is done with them."""

from typing import Any

from runner.grade.grades import Batch, Grade, GradedKata, Pair, Passage, Requirement, Span
from runner.report import TierResult
from runner.verdict import Verdict

KATA = GradedKata(
    slug="small",
    title="Small",
    max_score=4,
    requirements=[
        Requirement(id="C1", tier="core", sentence="It answers."),
        Requirement(id="C2", tier="core", sentence="It answers `again`."),
        Requirement(id="E1", tier="edge", sentence="It answers zero."),
        Requirement(id="E2", tier="edge", sentence="It answers nothing."),
    ],
)


def grade(id_: str = "ada", *missed: str, **fields: Any) -> Grade:
    """What a submission got that misses these requirements; the verdict and the points follow."""
    core, edge = (2 - sum(one.startswith(tier) for one in missed) for tier in "CE")
    worst = Verdict.WRONG_ANSWER if core < 2 else Verdict.PARTIALLY_ACCEPTED if edge < 2 else Verdict.ACCEPTED
    values: dict[str, Any] = {
        "id": id_,
        "kata": "small",
        "path": f"in/{id_}",
        "digest": "sha256:0",
        "verdict": worst,
        "reason": "as it went",
        "score": core + edge,
        "max_score": 4,
        "tiers": {
            "core": TierResult(passed=core, total=2, points=core, max_points=2),
            "edge": TierResult(passed=edge, total=2, points=edge, max_points=2),
        },
        "missed": list(missed),
        "wall_s": 0.25,
        "cpu_s": 0.1,
        "peak_memory_mb": 50.0,
        "notes": [],
        "same_as": "",
        "report": f"reports/{id_}.json",
        "page": f"reports/{id_}.html",
    }
    return Grade(**(values | fields))


def ungraded(id_: str = "bob", reason: str = "there was nothing to read", **fields: Any) -> Grade:
    """A submission that was not graded."""
    values: dict[str, Any] = {
        "verdict": Verdict.INTERNAL_ERROR,
        "reason": reason,
        "score": None,
        "tiers": {},
        "report": "",
        "page": "",
    }
    return grade(id_, **(values | fields))


def pair(left: str = "ada", right: str = "bob", **fields: Any) -> Pair:
    """Two submissions with two lines in common."""
    values: dict[str, Any] = {
        "kata": "small",
        "left": left,
        "right": right,
        "left_share": 0.5,
        "right_share": 0.4,
        "passages": [
            Passage(left=Span(file="a.mjs", first=2, last=3), right=Span(file="b.mjs", first=3, last=4)),
        ],
        "left_files": {"a.mjs": "own();\nsame(1);\nsame(2);\nown();\n"},
        "right_files": {"b.mjs": "mine();\nmine();\nsame(1);\nsame(2);\nmine();\n", "c.mjs": "nothing();\n"},
    }
    return Pair(**(values | fields))


def batch(*grades: Grade, **fields: Any) -> Batch:
    """A batch of these."""
    values: dict[str, Any] = {
        "katas": [KATA],
        "grades": list(grades),
        "sandbox": "bubblewrap",
        "kata_runner_version": "0",
        "started_at": "2026-01-01T00:00:00.000+00:00",
    }
    return Batch(**(values | fields))

"""Reports made by hand, for the tests of what is done with them."""

from typing import Any

from runner.report import KataInfo, Report, Result, RunLimits, SandboxInfo, SolutionInfo, Status, TierResult, Usage
from runner.verdict import Verdict


def result(id_: str = "C1.1", status: Status = "passed", **fields: Any) -> Result:
    """A test; its tier follows from its id."""
    requirement = id_.partition(".")[0]
    values: dict[str, Any] = {
        "id": id_,
        "name": f"{requirement} does it",
        "title": "does it",
        "tier": "core" if requirement.startswith("C") else "edge",
        "requirement": requirement,
        "sentence": "It does what it promises.",
        "status": status,
        "points": int(status == "passed"),
        "max_points": 1,
        "duration_ms": 1.5,
    }
    return Result(**(values | fields))


def report(*tests: Result, verdict: Verdict = Verdict.ACCEPTED, reason: str = "all tests passed") -> Report:
    """A report of these tests."""
    tiers = {}
    for name in ("core", "edge"):
        mine = [test for test in tests if test.tier == name]
        if mine:
            passed = sum(test.status == "passed" for test in mine)
            tiers[name] = TierResult(passed=passed, total=len(mine), points=passed, max_points=len(mine))
    return Report(
        kata_runner_version="0",
        started_at="2026-01-01T00:00:00.000+00:00",
        kata=KataInfo(slug="small", title="Small", version=1, digest="sha256:0", reveals=True),
        solution=SolutionInfo(
            path="small.mjs",
            digest="sha256:0",
            entry="small.mjs",
            files=["small.mjs"],
            sources={"small.mjs": "export const small = 1;\n"},
        ),
        audience="staff",
        suite="hidden",
        only=None,
        seed=1,
        verdict=verdict,
        reason=reason,
        score=sum(test.points for test in tests),
        max_score=sum(test.max_points for test in tests),
        tiers=tiers,
        tests=list(tests),
        usage=Usage(wall_s=0.25, cpu_s=0.1, peak_memory_mb=50, output_bytes=0, boxes=1),
        limits=RunLimits(run_s=10, act_s=1, memory_mb=256, output_kb=64),
        sandbox=SandboxInfo(backend="bubblewrap", node="v24", enforced={"network": "a namespace", "memory": None}),
        integrity=[],
    )

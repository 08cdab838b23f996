"""Makes the report of a run out of what was asked for and what happened."""

from datetime import datetime

from runner import __version__, digest, integrity, judgement
from runner.backends.base import Backend
from runner.course import Course
from runner.kata import DeclaredTest, Kata
from runner.report import KataInfo, Report, RunLimits, SandboxInfo, SolutionInfo, Usage
from runner.request import Request
from runner.secrets import Secrets


def make_report(
    request: Request,
    kata: Kata,
    tests: list[DeclaredTest],
    course: Course,
    backend: Backend,
    started_at: datetime,
    wall_s: float,
) -> Report:
    """The report as staff reads it, with every declared test judged."""
    public = request.suite == "public"
    hidden = [] if public else [*request.kata.tests("hidden").values(), *request.kata.scenarios("hidden").values()]
    secrets = Secrets(hidden)
    sources = {name: content.decode() for name, content in sorted(request.solution.files.items())}
    results = judgement.judge(kata, tests, course, files=sources, secrets=secrets)
    verdict, reason = judgement.verdict_of(results)
    run_s, act_s, memory_mb = request.limits(kata.toml)
    return Report(
        kata_runner_version=__version__,
        started_at=started_at.isoformat(timespec="milliseconds"),
        kata=KataInfo(
            slug=kata.slug,
            title=kata.toml.title,
            version=kata.toml.version,
            digest=digest.of_kata(request.kata),
            reveals=kata.toml.reveal,
        ),
        solution=SolutionInfo(
            path=request.solution.path,
            digest=digest.of_files(request.solution.files),
            entry=request.solution.entry,
            files=list(sources),
            sources=sources,
        ),
        audience="staff",
        suite=request.suite,
        only=request.only,
        seed=request.seed,
        verdict=verdict,
        reason=reason,
        score=sum(result.points for result in results),
        max_score=sum(result.max_points for result in results),
        tiers=judgement.tiers_of(kata, results),
        tests=results,
        usage=Usage(
            wall_s=round(wall_s, 3),
            cpu_s=round(course.cpu_s, 3),
            peak_memory_mb=round(course.peak_memory_bytes / 1024 / 1024, 1),
            output_bytes=course.output_bytes,
            boxes=course.boxes,
        ),
        limits=RunLimits(run_s=run_s, act_s=act_s, memory_mb=memory_mb, output_kb=kata.toml.limits.output_kb),
        sandbox=SandboxInfo(
            backend=backend.name,
            node=course.node,
            enforced={enforcement.what: enforcement.by for enforcement in backend.describe()},
        ),
        integrity=[*map(secrets.withhold, course.notes), *integrity.of_text(request.solution.files)],
    )

"""What a step of GitHub Actions is told besides its log: the job's summary, and the step's outputs.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

import os
import secrets

from runner.errors import UsageError
from runner.formats import Look, render
from runner.report import Report
from runner.verdict import Verdict

_MAX_SUMMARY = 1024 * 1024
"""Bytes: a step whose summary is larger loses all of it."""


def tell_step(report: Report, format_: str) -> None:
    """Append to the files that the runner names, if it does. Raises UsageError when one cannot be written.

    The outputs are `verdict` and, where something was judged, `score` and `max-score`; for Classroom's reporter there
    are `result-core` and `result-edge`, too.
    """
    summary = render("markdown", report, Look()).encode()
    if _size("GITHUB_STEP_SUMMARY") + len(summary) <= _MAX_SUMMARY:  # the step may have judged others before
        _append("GITHUB_STEP_SUMMARY", summary)
    outputs = {"verdict": report.verdict.value}
    if report.verdict is not Verdict.INTERNAL_ERROR:
        outputs |= {"score": str(report.score), "max-score": str(report.max_score)}
    if format_ == "classroom":
        from runner.formats.classroom import results

        outputs |= {f"result-{tier}": result for tier, result in results(report).items()}
    _append("GITHUB_OUTPUT", b"".join(_output(name, value) for name, value in outputs.items()))


def _output(name: str, value: str) -> bytes:
    mark = f"kata_{secrets.token_hex(16)}"
    return f"{name}<<{mark}\n{value}\n{mark}\n".encode()


def _size(variable: str) -> int:
    try:
        return os.stat(os.environ.get(variable, "")).st_size
    except OSError:
        return 0


def _append(variable: str, content: bytes) -> None:
    path = os.environ.get(variable)
    if not path:
        return
    try:
        with open(path, "ab") as file:
            file.write(content)
    except OSError as error:
        raise UsageError(f"{variable}={path}: could not be written: {error.strerror}") from error

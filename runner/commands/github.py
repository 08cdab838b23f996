"""What a step of GitHub Actions is told besides its log: the job's summary, and the step's outputs.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

import os
import secrets

from runner.errors import UsageError
from runner.formats import Look, render
from runner.report import Report

_MAX_SUMMARY = 1024 * 1024
"""Bytes: a step whose summary is larger loses all of it."""


def tell_step(report: Report) -> None:
    """Append to the files that the runner names, if it does. Raises UsageError when one cannot be written."""
    summary = render("markdown", report, Look()).encode()
    if len(summary) < _MAX_SUMMARY // 2:  # other commands of the step may write to it, too
        _append("GITHUB_STEP_SUMMARY", summary)
    outputs = {"verdict": report.verdict.value, "score": report.score, "max-score": report.max_score}
    _append("GITHUB_OUTPUT", b"".join(_output(name, str(value)) for name, value in outputs.items()))


def _output(name: str, value: str) -> bytes:
    mark = f"kata_{secrets.token_hex(16)}"
    return f"{name}<<{mark}\n{value}\n{mark}\n".encode()


def _append(variable: str, content: bytes) -> None:
    path = os.environ.get(variable)
    if not path:
        return
    try:
        with open(path, "ab") as file:
            file.write(content)
    except OSError as error:
        raise UsageError(f"{variable}={path}: could not be written: {error.strerror}") from error

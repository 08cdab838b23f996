"""Judges that serve one run after another, where many are of one kata."""

import contextlib

from runner import backends
from runner.backends.base import Backend, Job, Process
from runner.errors import SandboxError
from runner.request import Request

_AGAIN = b'{"again": true}\n'


class Judges:
    """What one thread judges with: at most one judge, which is kept as long as it can serve and the kata is the same.

    A box never is. What a run hands to the judge are observations, which are data, and it evaluates the kata's tests
    anew for each: see sandbox/judge/rounds.mjs.
    """

    def __init__(self) -> None:
        self._idle: Process | None = None
        self._made_for: tuple[str, Job, bytes] | None = None
        self._is_kept = False

    def take(self, backend: Backend, request: Request) -> Process:
        """A judge, which has been told what to do. Raises SandboxError."""
        wanted = (backend.name, request.judge_job(), request.judge_setup())
        judge, self._idle, self._is_kept = self._idle, None, False
        if judge and self._made_for == wanted:
            judge.write(_AGAIN)
            return judge
        if judge:
            judge.close()
        judge = backends.for_judge(backend).start(wanted[1])
        self._made_for = wanted
        judge.write(wanted[2])
        return judge

    def keep(self) -> None:
        """Keep the judge that was taken, which has said that it can serve again."""
        self._is_kept = True

    def give_back(self, judge: Process) -> None:
        """What was taken: it waits, or is closed."""
        if self._is_kept:
            self._idle = judge
        else:
            judge.close()

    def close(self) -> None:
        """Close the one that waits."""
        judge, self._idle = self._idle, None
        if judge:
            with contextlib.suppress(SandboxError):
                judge.close()

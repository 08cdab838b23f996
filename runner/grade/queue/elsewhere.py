"""What `kata grade` knows of judging elsewhere: which queue, and what to call its batch there."""

import contextlib
import re
import secrets
from collections.abc import Callable
from pathlib import Path

from runner.backends.base import Backend, Enforcement, Job, Process
from runner.errors import SandboxError, StoreError
from runner.grade.prepared import Prepared
from runner.grade.queue.address import Address
from runner.grade.work import Events, Patience

_NAME = ".queue"
_BATCH = re.compile("[0-9a-f]{32}")


class Elsewhere:
    """The broker at `address`, for the batch in `folder`; `urgent` tasks come before others.

    The batch has a name there until it has ended, which is kept in its folder: whoever resumes it hears what was
    judged for it meanwhile.
    """

    def __init__(self, address: Address, *, urgent: bool, folder: Path, say: Callable[[str], None]) -> None:
        self._address, self._urgent, self._say = address, urgent, say
        self._file = folder / _NAME

    def forget(self) -> None:
        """What was judged before does not count."""
        self._file.unlink(missing_ok=True)

    def judge(self, keys: list[str], prepared: Prepared, events: Events, patience: Patience) -> str:
        """As Work.do. Also raises QueueError."""
        if not keys:
            return ""
        from runner.grade.queue.coordinator import Coordinator
        from runner.grade.queue.link import Link

        batch = self._batch()
        link = Link(self._address, batch=batch, sandbox=prepared.conditions.sandbox, urgent=self._urgent)
        gave_up = "?"
        try:
            coordinator = Coordinator(link, prepared, events, batch=batch, patience=patience, say=self._say)
            gave_up = coordinator.do(keys)
        finally:
            link.close(forget=not gave_up)
        if not gave_up:
            self.forget()
        return gave_up

    @staticmethod
    def backend(sandbox: str) -> Backend:
        """Stands for the sandbox where nothing is started."""
        return _Nowhere(sandbox.partition(":")[0])

    def _batch(self) -> str:
        with contextlib.suppress(OSError, ValueError):
            if _BATCH.fullmatch(kept := self._file.read_text("ascii")):
                return kept
        batch = secrets.token_hex(16)
        try:
            self._file.write_text(batch, "ascii")
        except OSError as error:
            raise StoreError(f"{self._file}: {error.strerror}") from error
        return batch


class _Nowhere:
    """A sandbox of others: here nothing is started, and nothing is known of what it keeps."""

    def __init__(self, name: str) -> None:
        self.name = name

    def start(self, job: Job) -> Process:
        """Never."""
        raise SandboxError(f"{self.name} is elsewhere")

    def describe(self) -> list[Enforcement]:
        """Nothing."""
        return []

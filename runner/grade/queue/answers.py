"""What a machine has judged lately: a task that comes to it once more is answered, and not judged again."""

import contextlib
import os
import time
from pathlib import Path

_KEPT_S = 2 * 3600
"""Longer than any task can come back: see broker.py."""
_LOOK_AFTER = 200


class Answers:
    """Answers in the folder `cache`, by batch and key, for as long as they are of use."""

    def __init__(self, cache: Path) -> None:
        self._folder = cache / "answers"
        self._kept = 0

    def find(self, batch: str, key: str) -> str:
        """The answer that was given to a task; "" when there was none."""
        try:
            return (self._folder / f"{batch}-{key}").read_text("utf-8")
        except (OSError, ValueError):
            return ""

    def keep(self, batch: str, key: str, answer: str) -> None:
        """Keep an answer, if that is possible: without it, the task is judged again."""
        with contextlib.suppress(Exception):
            self._folder.mkdir(parents=True, exist_ok=True)
            made = self._folder / f".{os.getpid()}"  # not worth to wait for the disk, as write_file does
            made.write_text(answer, "utf-8")
            os.replace(made, self._folder / f"{batch}-{key}")
            if self._kept % _LOOK_AFTER == 0:
                self._clear()
            self._kept += 1

    def _clear(self) -> None:
        for entry in os.scandir(self._folder):
            with contextlib.suppress(OSError):
                if entry.stat().st_mtime < time.time() - _KEPT_S:
                    os.unlink(entry.path)

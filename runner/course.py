"""What happened in a run, before anything is made of it."""

from dataclasses import dataclass, field

from runner.failure import Failure
from runner.protocol import TestEvent


@dataclass(kw_only=True)
class TestCourse:
    """What happened in one test: the judge's word, failed acts, and what the solution printed."""

    events: list[TestEvent] = field(default_factory=list)
    acts: int = 0
    failures: list[Failure] = field(default_factory=list)
    console: str = ""


@dataclass(kw_only=True)
class Course:
    """What happened in a run: its tests by name, and what it took."""

    tests: dict[str, TestCourse] = field(default_factory=dict)
    trouble: str = ""
    """Why the judge could not finish; empty when it did."""
    node: str = ""
    boxes: int = 0
    cpu_s: float = 0.0
    peak_memory_bytes: int = 0
    output_bytes: int = 0
    slowest_act_s: float = 0.0

    def test(self, name: str) -> TestCourse:
        """The course of the test of that name."""
        return self.tests.setdefault(name, TestCourse())

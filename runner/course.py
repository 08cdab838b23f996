"""What happened in a run, before anything is made of it."""

from dataclasses import dataclass, field

from runner.failure import Failure
from runner.messages import TestEvent

_MOST_NOTES = 20


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
    judge_waits: bool = False
    """Whether the judge can serve another run."""
    node: str = ""
    has_loaded: bool = False
    """Whether the solution was ever loaded: before, nothing that it says can be known to it from the tests."""
    boxes: int = 0
    cpu_s: float = 0.0
    peak_memory_bytes: int = 0
    output_bytes: int = 0
    slowest_act_s: float = 0.0
    notes: list[str] = field(default_factory=list)
    """What the solution was seen to do beside solving, in the order in which it was seen."""

    def note(self, text: str) -> None:
        """Keep a note, once; of a great many the first."""
        if text not in self.notes and len(self.notes) < _MOST_NOTES:
            self.notes.append(text)

    def test(self, name: str) -> TestCourse:
        """The course of the test of that name."""
        return self.tests.setdefault(name, TestCourse())

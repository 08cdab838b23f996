"""What a batch came to: a grade for each submission, and what the pages and tables about them read."""

from dataclasses import dataclass, field

from runner.report import TierResult
from runner.verdict import Verdict


@dataclass(frozen=True, kw_only=True)
class Grade:
    """What one submission got for one kata. Texts are as they came: what shows them escapes what it must."""

    id: str
    """What whoever collected the submissions calls it: a name, a number, whatever it is."""
    kata: str
    path: str
    """Where it was found."""
    digest: str
    """Over the solution's files; "" when there was nothing to read."""
    verdict: Verdict
    """INTERNAL_ERROR when it was not graded, for reasons that are not the candidate's."""
    reason: str
    """The verdict in one sentence."""
    score: int | None
    """None when it was not graded."""
    max_score: int
    tiers: dict[str, TierResult]
    missed: list[str]
    """The ids of the requirements of which a test did not pass, in the kata's order; none when it was not graded."""
    wall_s: float
    cpu_s: float
    peak_memory_mb: float
    notes: list[str]
    """What it did beside solving, for a person to judge: see Report.integrity."""
    same_as: str
    """The id of the submission with the very same content that was judged for both; "" if there is none."""
    report: str
    """Its JSON report, relative to the batch's folder; "" when there is none."""
    page: str
    """Its page for a browser, relative to the batch's folder; "" when there is none."""

    @property
    def graded(self) -> bool:
        """Whether there is a verdict on the candidate's work."""
        return self.verdict is not Verdict.INTERNAL_ERROR


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """A promise of a kata's specification."""

    id: str
    tier: str
    sentence: str


@dataclass(frozen=True, kw_only=True)
class GradedKata:
    """A kata of the batch, as its pages name it."""

    slug: str
    title: str
    max_score: int
    requirements: list[Requirement]


@dataclass(frozen=True, kw_only=True)
class Span:
    """Lines of a file of a submission, from `first` to `last`, both included and counted from 1."""

    file: str
    first: int
    last: int


@dataclass(frozen=True, kw_only=True)
class Passage:
    """What two submissions have in common, in one's words and in the other's."""

    left: Span
    right: Span


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two submissions for one kata that are alike beyond what the starter gave both. For a person to judge."""

    kata: str
    left: str
    right: str
    """Their ids."""
    left_share: float
    right_share: float
    """How much of each stands in the other, from 0 to 1, the starter's code left out."""
    passages: list[Passage]
    left_files: dict[str, str]
    right_files: dict[str, str]
    """Their texts, to be shown side by side."""


@dataclass(frozen=True, kw_only=True)
class Batch:
    """A batch of submissions with all that is known of it."""

    katas: list[GradedKata]
    grades: list[Grade]
    """In the order in which the submissions are listed, by kata and id."""
    pairs: list[Pair] = field(default_factory=list)
    """The most alike first."""
    left_out: str = ""
    """Why there are no pairs, or not all; "" when nothing was left out."""
    sandbox: str
    kata_runner_version: str
    seed: int | None = None
    started_at: str
    """When the batch was begun, ISO 8601."""

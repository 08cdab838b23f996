"""What the gate found out about a kata."""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that an author has to mend: where, what is wrong, and the evidence, if it takes lines to show it."""

    where: str
    problem: str
    evidence: str = ""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One question of the gate: what was looked at, what was found, and what is worth knowing all the same."""

    name: str
    summary: str
    findings: list[Finding] = field(default_factory=list)
    remarks: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class KataCheck:
    """What the gate says of one kata. `error` is why it could not be checked at all."""

    slug: str
    steps: list[Step] = field(default_factory=list)
    error: str | None = None

    @property
    def holds(self) -> bool:
        """Whether nothing is left to mend."""
        return self.error is None and not any(step.findings for step in self.steps)

"""What a batch came to, counted, in words."""

from collections import Counter
from collections.abc import Iterable, Iterator

from runner.formats.printable import cut, printable_line
from runner.grade.grades import Grade
from runner.verdict import Verdict

_MOST_NAMED = 20
_MOST_NAME, _MOST_REASON = 100, 300


class Summary:
    """Counts over the grades of a batch."""

    def __init__(self, grades: Iterable[Grade]) -> None:
        grades = list(grades)
        self.submissions = len(grades)
        self.same = sum(bool(grade.same_as) for grade in grades)
        """How many have the content of another one."""
        self.verdicts = Counter(grade.verdict for grade in grades if grade.graded)
        self.not_graded = [grade for grade in grades if not grade.graded]

    def headline(self) -> str:
        """How many there are."""
        graded = self.submissions - len(self.not_graded)
        same = f", {self.same} of them the same as another" if self.same else ""
        return f"{graded} of {self.submissions} submission{'s' if self.submissions != 1 else ''} graded{same}"

    def lines(self) -> Iterator[str]:
        """How many got each verdict, from best to worst, and which are not graded, and why."""
        for verdict in Verdict:
            if self.verdicts[verdict]:
                yield f"{self.verdicts[verdict]:6} {verdict.value}"
        if self.not_graded:
            yield f"{len(self.not_graded):6} not graded, which is no fault of theirs (--rerun internal tries again):"
        for grade in self.not_graded[:_MOST_NAMED]:
            name = cut(printable_line(grade.id), _MOST_NAME)
            yield f"       {name}: {cut(printable_line(grade.reason), _MOST_REASON)}"
        if (more := len(self.not_graded) - _MOST_NAMED) > 0:
            yield f"       and {more} more"

    def as_json(self) -> dict[str, object]:
        """The same for programs."""
        return {
            "submissions": self.submissions,
            "same": self.same,
            "verdicts": {verdict.value: self.verdicts[verdict] for verdict in Verdict if self.verdicts[verdict]},
            "not_graded": [{"id": one.id, "kata": one.kata, "reason": one.reason} for one in self.not_graded],
        }

"""A batch as JUnit XML: a suite for each kata, a case for each submission."""

from xml.etree import ElementTree as ET

from runner.formats.junit import TYPES, document, seconds, unique
from runner.formats.printable import cut, printable, printable_line
from runner.grade.grades import Batch, Grade
from runner.verdict import Verdict

_MAX_MESSAGE = 4000


def junit(batch: Batch) -> str:
    """Accepted is passed; a wrong answer, and a partial one, is a failure; all else is an error of its own type."""
    root = ET.Element("testsuites", name="kata grade", time=seconds(sum(grade.wall_s for grade in batch.grades)))
    for kata in batch.katas:
        grades = [grade for grade in batch.grades if grade.kata == kata.slug]
        name = printable_line(kata.slug)
        suite = ET.SubElement(root, "testsuite", name=name, time=seconds(sum(one.wall_s for one in grades)))
        suite.set("skipped", "0")
        suite.set("timestamp", batch.started_at)
        names: set[str] = set()
        for grade in grades:
            _case(suite, grade, unique(grade.id, names))
    return document(root)


def _case(suite: ET.Element, grade: Grade, name: str) -> None:
    case = ET.SubElement(suite, "testcase", name=name, classname=suite.get("name", ""), time=seconds(grade.wall_s))
    if grade.verdict is Verdict.ACCEPTED:
        return
    points = "" if grade.score is None else f" ({grade.score} of {grade.max_score} points)"
    message = cut(printable(f"{grade.verdict.value}{points}: {grade.reason}"), _MAX_MESSAGE)
    wrong = grade.verdict in (Verdict.WRONG_ANSWER, Verdict.PARTIALLY_ACCEPTED)
    type_ = TYPES["wrong_answer" if wrong else grade.verdict.value]  # type: ignore[index] # of a status' words
    why = ET.SubElement(case, "failure" if wrong else "error", type=type_, message=message)
    why.text = f"missed: {' '.join(grade.missed)}" if grade.missed else message

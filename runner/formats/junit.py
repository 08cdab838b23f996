"""JUnit XML, as Jenkins' junit-10.xsd has it; the extended dialect adds what GitLab and testmo read besides.

A wrong answer is a failure, of the type AssertionError; a test that could not be judged by what it observed is an
error: a limit, a crash, a breach of the rules. So is what kata itself failed at; a run that ended so has an error even
if there is no test that could carry it.
"""

from xml.etree import ElementTree as ET

from runner.formats import Look
from runner.formats.explanation import explain, headline, label, nothing_judged
from runner.formats.places import file_of
from runner.formats.printable import cut, printable, printable_line
from runner.report import Report, Result, Status
from runner.verdict import Verdict

TYPES: dict[Status, str] = {
    "wrong_answer": "AssertionError",
    "policy_violation": "PolicyViolation",
    "output_limit": "OutputLimitExceeded",
    "time_limit": "TimeLimitExceeded",
    "memory_limit": "MemoryLimitExceeded",
    "runtime_error": "RuntimeError",
    "internal_error": "InternalError",
}
_MAX_NAME = 300
_MAX_MESSAGE = 4000
_MAX_PART = 20_000  # Artemis reads no more


def render(report: Report, look: Look) -> str:
    """A suite for each tier."""
    root = ET.Element("testsuites", name=printable_line(report.kata.slug), time=seconds(report.usage.wall_s))
    names: set[str] = set()
    for tier in report.tiers:
        suite = _suite(root, report, tier)
        for test in report.tests:
            if test.tier == tier:
                _case(suite, report, test, unique(label(test), names), look)
    if report.verdict is Verdict.INTERNAL_ERROR and root.find(".//error[@type='InternalError']") is None:
        _unjudged(root, report)
    return document(root)


def document(root: ET.Element) -> str:
    """The whole of `testsuites`, its cases counted."""
    for element in (*root, root):
        for tag, found in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
            element.set(tag, str(len(element.findall(f".//{found}"))))
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _suite(root: ET.Element, report: Report, tier: str) -> ET.Element:
    took = sum(test.duration_ms for test in report.tests if test.tier == tier)
    name = printable_line(f"{report.kata.slug}.{tier}")
    suite = ET.SubElement(root, "testsuite", name=name, time=seconds(took / 1000), skipped="0")
    suite.set("timestamp", printable_line(report.started_at))
    told = {
        "verdict": report.verdict,
        "kata.version": report.kata.version,
        "kata.digest": report.kata.digest,
        "solution.digest": report.solution.digest,
        "seed": report.seed,
        "node": report.sandbox.node,
        "sandbox": report.sandbox.backend,
    }
    if report.verdict is not Verdict.INTERNAL_ERROR:
        told |= {"points": report.tiers[tier].points, "max_points": report.tiers[tier].max_points}
    _properties(suite, told)
    return suite


def _properties(parent: ET.Element, told: dict[str, object]) -> None:
    properties = ET.SubElement(parent, "properties")
    for name, value in told.items():
        ET.SubElement(properties, "property", name=name, value=printable_line(str(value)))


def _case(suite: ET.Element, report: Report, test: Result, name: str, look: Look) -> None:
    case = ET.SubElement(suite, "testcase", name=name, classname=suite.get("name", ""))
    case.set("time", seconds(test.duration_ms / 1000))
    if look.dialect == "extended":
        if file := file_of(report, test):
            case.set("file", printable_line(file))
            case.set("line", str(test.place.line if test.place else 1))
        _properties(case, {"requirement": test.requirement, "points": test.points, "max_points": test.max_points})
    if test.status != "passed":
        tag = "failure" if test.status == "wrong_answer" else "error"
        why = ET.SubElement(case, tag, type=TYPES[test.status], message=headline(test, _MAX_MESSAGE))
        why.text = explain(test, _MAX_PART)
    if test.console:
        ET.SubElement(case, "system-out").text = cut(printable(test.console), _MAX_PART)


def _unjudged(root: ET.Element, report: Report) -> None:
    name = printable_line(report.kata.slug)
    suite = ET.SubElement(root, "testsuite", name=name, time=seconds(0), skipped="0")
    case = ET.SubElement(suite, "testcase", name="the run", classname=name, time=seconds(0))
    message = cut(printable(nothing_judged(report)), _MAX_MESSAGE)
    ET.SubElement(case, "error", type=TYPES["internal_error"], message=message).text = message


def unique(name: str, taken: set[str]) -> str:
    """The name, or with a number behind it: weights and histories go by it."""
    wanted = short = cut(printable_line(name), _MAX_NAME)
    n = 1
    while wanted in taken:
        n += 1
        wanted = f"{short} ({n})"
    taken.add(wanted)
    return wanted


def seconds(number: float) -> str:
    """Seconds as the schema has them."""
    return f"{number:.3f}"  # the schema knows no fourth decimal

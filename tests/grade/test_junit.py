"""A batch as JUnit XML."""

from lxml import etree

from runner.grade.junit import junit
from runner.verdict import Verdict
from tests.conftest import ROOT
from tests.grade.batches import batch, grade

SCHEMA = etree.XMLSchema(etree.parse(str(ROOT / "tests" / "formats" / "junit.xsd")))


def test_every_verdict_has_its_case_and_the_whole_is_valid() -> None:
    """Accepted is passed, what is wrong is a failure, and all else an error of its own type."""
    ids = {verdict: f"{verdict.value} \x1b\n<&\"'>" for verdict in Verdict}
    grades = [grade(ids[verdict], verdict=verdict) for verdict in Verdict]
    root = etree.fromstring(junit(batch(*grades)).encode())
    SCHEMA.assertValid(root)
    found = {
        case.get("name", "").split(" ")[0]: [(child.tag, child.get("type")) for child in case]
        for case in root.iter("testcase")
    }
    assert len(found) == len(Verdict)
    assert found["accepted"] == []
    assert found["partially_accepted"] == found["wrong_answer"] == [("failure", "AssertionError")]
    assert found["time_limit"] == [("error", "TimeLimitExceeded")]
    assert found["internal_error"] == [("error", "InternalError")]

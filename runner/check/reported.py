"""The tests that a kata really runs, whatever its manifest says."""

from runner.check.runs import Runs
from runner.check.shipped import reference
from runner.collection import SUITES, KataFolder, Suite
from runner.errors import KataError
from runner.run import observe


def reported_tests(folder: KataFolder, runs: Runs) -> dict[str, list[str]]:
    """The names of the tests of each suite, in order. Raises KataError when one does not run to its end."""
    solution = reference(folder).solution

    def names(suite: Suite) -> list[str]:
        course = observe(runs.request(folder, solution, suite=suite), runs.say)
        if course.trouble:
            raise KataError(f"{folder.path}/tests/{suite}.test.mjs does not run to its end: {course.trouble}")
        return [name for name, test in course.tests.items() if test.events]

    return dict(zip(SUITES, runs.each("suites", names, SUITES), strict=True))

"""Judges that serve one run after another."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from runner import backends, collection, solution
from runner.backends.base import Backend, Job, Process
from runner.judges import Judges
from runner.report import Report
from runner.request import Request
from runner.run import run_in
from tests.conftest import TESTS

MakeKata = Callable[..., Path]
Solution = Callable[..., Path]

RIGHT = "export const answer = (n) => 2 * n;\n"
WRONG = "export const answer = (n) => (n === 2 ? { n } : 2 * n);\n"
ENDS = "export const answer = (n) => (n === 1 ? process.exit(0) : 2 * n);\n"
BROKEN = "export const answer = (n => 2 * n;\n"


class Counting:
    """A backend that counts the judges that it starts."""

    def __init__(self, inner: Backend) -> None:
        self.name, self.describe = inner.name, inner.describe
        self._inner = inner
        self.judges = 0

    def start(self, job: Job) -> Process:
        """Start a job, a judge's or a box's."""
        self.judges += job.node_args[-1].startswith("/sandbox/judge/")
        return self._inner.start(job)


@pytest.fixture
def judges() -> Iterator[Judges]:
    """Judges that are closed in the end."""
    kept = Judges()
    yield kept
    kept.close()


def request(kata: Path, path: Path, sandbox: str, *, rounds: bool = True) -> Request:
    """A run of the whole hidden suite."""
    folder = collection.find(str(kata), ())
    return Request(
        kata=folder,
        solution=solution.load(path, folder.slug),
        sandbox=sandbox,
        suite="hidden",
        seed=1,
        rounds=rounds,
    )


def lasting(report: Report) -> tuple[object, ...]:
    """What is to be the same in every run."""
    return report.verdict, report.reason, [replace(test, duration_ms=0.0) for test in report.tests]


@pytest.fixture
def bubblewrap() -> Counting:
    """Bubblewrap, where the judge is in a sandbox of its own."""
    return Counting(backends.named("bubblewrap", print))


def test_what_a_kept_judge_says_is_what_a_fresh_one_says(
    make_kata: MakeKata, solution: Solution, judges: Judges, sandbox: str
) -> None:
    """Whatever the solutions before were."""
    kata, backend = make_kata(), backends.named(sandbox, print)
    paths = [solution(text, f"{n}.mjs") for n, text in enumerate([RIGHT, WRONG, ENDS, BROKEN, WRONG, RIGHT])]
    fresh = [lasting(run_in(backend, request(kata, path, sandbox, rounds=False))) for path in paths]
    kept = [lasting(run_in(backend, request(kata, path, sandbox), judges=judges)) for path in paths]
    assert kept == fresh


def test_a_judge_serves_the_next_run(
    make_kata: MakeKata, solution: Solution, judges: Judges, bubblewrap: Counting
) -> None:
    """It is started once for several."""
    kata, path = make_kata(), solution(RIGHT)
    verdicts = {run_in(bubblewrap, request(kata, path, "bubblewrap"), judges=judges).verdict for _ in range(3)}
    assert (verdicts, bubblewrap.judges) == ({"accepted"}, 1)


def test_every_run_has_tests_of_its_own(make_kata: MakeKata, solution: Solution, judges: Judges, sandbox: str) -> None:
    """What the tests note in their modules is gone by the next run, and so are their hooks."""
    tests = TESTS.replace("import { test }", "import { beforeEach, test }").replace(
        "test('C1", "let before = 0;\nbeforeEach(() => { before += 1; });\ntest('C1"
    )
    tests += "test('E1 counts', async () => assert.deepEqual([before, await act('call', 2)], [4, 4]));\n"
    names = '["C1 answers", "C2 answers again", "E1 answers zero", "E1 counts"]'
    kata, backend = make_kata(tests=tests, names=names), backends.named(sandbox, print)
    for _ in range(3):
        assert run_in(backend, request(kata, solution(RIGHT), sandbox), judges=judges).verdict == "accepted"


def test_a_judge_whose_realm_was_changed_serves_no_more(
    make_kata: MakeKata, solution: Solution, judges: Judges, bubblewrap: Counting
) -> None:
    """What the tests of one submission leave on a prototype would judge the next."""
    tests = TESTS + "Object.prototype.left = 'by the tests';\n"
    kata, path = make_kata(tests=tests), solution(RIGHT)
    for _ in range(2):
        run_in(bubblewrap, request(kata, path, "bubblewrap"), judges=judges)
    assert bubblewrap.judges == 2


def test_another_kata_has_another_judge(
    make_kata: MakeKata, solution: Solution, judges: Judges, bubblewrap: Counting
) -> None:
    """A judge knows the tests that it was started with."""
    path = solution(RIGHT)
    kata = make_kata()
    run_in(bubblewrap, request(kata, path, "bubblewrap"), judges=judges)
    hidden = kata / "tests" / "hidden.test.mjs"
    hidden.write_text(hidden.read_text().replace("act('call', 1), 2)", "act('call', 1), 3)"))
    assert run_in(bubblewrap, request(kata, path, "bubblewrap"), judges=judges).verdict == "wrong_answer"
    assert bubblewrap.judges == 2


def test_tests_that_do_not_load_are_told_as_ever(
    make_kata: MakeKata, solution: Solution, judges: Judges, sandbox: str
) -> None:
    """A suite that breaks while it is evaluated is no suite without tests."""
    kata, backend = make_kata(tests=TESTS + "throw new RangeError('of the author');\n"), backends.named(sandbox, print)
    reasons = {
        run_in(backend, request(kata, solution(RIGHT), sandbox, rounds=rounds), judges=judges).reason
        for rounds in (False, True)
    }
    assert reasons == {"C1: the judge ended before every test had reported: RangeError: of the author"}

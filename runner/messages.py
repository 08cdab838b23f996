"""What the box and the judge say to the supervisor, parsed: see protocol.py."""

from typing import NamedTuple


class Thrown(NamedTuple):
    """An exception in the box, in its own words."""

    name: str
    message: str
    stack: str


class Place(NamedTuple):
    """Where in the solution: a URL, and a line and a column that count from 1."""

    file: str
    line: int
    column: int


class Ready(NamedTuple):
    """The box waits for its first act, in this version of Node, with these scenarios."""

    node: str
    scenarios: frozenset[str]


class Broken(NamedTuple):
    """The kata's scenarios do not load."""

    message: str


class Loaded(NamedTuple):
    """The solution was loaded; the scenario runs now."""

    id: str


class Waits(NamedTuple):
    """What the scenario awaits from now on, in words; None when it has it."""

    id: str
    what: str | None


class Holds(NamedTuple):
    """What keeps the event loop of an act going that lasts, by Node's names: a Timeout, a TCPSocketWrap."""

    id: str
    kinds: list[str]


class Seen(NamedTuple):
    """The act ended with an observation, still encoded; `full` when the box is not to serve another one.

    `reached` are the mutants that the act came past, when it was asked to note them; `changed` are the globals and
    prototypes that the solution has changed so far.
    """

    id: str
    text: str
    full: bool
    reached: list[str]
    changed: list[str]


class Threw(NamedTuple):
    """The act ended with an exception while the solution was loaded, acted, or was observed."""

    id: str
    phase: str
    thrown: Thrown
    place: Place | None
    full: bool
    changed: list[str]


class Stuck(NamedTuple):
    """The act awaits something that nothing is left to bring about."""

    id: str


class Died(NamedTuple):
    """The process is about to end. `origin` is "exit", "uncaughtException" or "unhandledRejection"."""

    id: str
    origin: str
    code: int | None
    thrown: Thrown | None


class Refused(NamedTuple):
    """The solution asked for a module that the kata does not allow."""

    id: str
    module: str
    rule: str


BoxMessage = Ready | Broken | Loaded | Waits | Holds | Seen | Threw | Stuck | Died | Refused


class Started(NamedTuple):
    """The judge runs and is about to load the kata's tests."""


class ActRequest(NamedTuple):
    """A test asks for an observation; `input` is encoded. `mutant` is to be switched on, if any.

    With `measured`, how much memory the box took on is to be told, too.
    """

    test: str
    scenario: str
    input: str
    mutant: str | None = None
    measured: bool = False


class TestEvent(NamedTuple):
    """node:test's word on one test. `kind` says what failed: "assertion", "act" or "error" (the test itself)."""

    name: str
    status: str
    duration_ms: float
    kind: str = ""
    message: str = ""
    expected: str | None = None
    actual: str | None = None
    counterexample: str | None = None


class End(NamedTuple):
    """Every test has reported; `again` says that the judge can serve another run."""

    again: bool


JudgeMessage = Started | ActRequest | TestEvent | End

"""What kata asks of the Docker engine."""

import json
import threading
from collections.abc import Callable

import pytest

from runner.backends import engine
from tests.conftest import SOLUTIONS, Outcome


def test_the_process_waits_for_a_removal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A container is removed in a thread that is no daemon, also where a daemon, as main() is, begins it."""
    removed, daemons = threading.Event(), []

    def remove(*_: object) -> None:
        daemons.append(threading.current_thread().daemon)
        removed.set()

    monkeypatch.setattr(engine, "remove", remove)
    threading.Thread(target=engine.remove_meanwhile, args=(None, "some container"), daemon=True).start()
    assert removed.wait(10)
    assert daemons == [False]


@pytest.mark.parametrize("sandbox", ["docker"], indirect=True)
def test_a_runtime_is_passed_through(kata: Callable[..., Outcome], sandbox: str) -> None:
    """--runtime chooses one that the engine knows, and the report names it; another one is no sandbox."""
    reference = SOLUTIONS / "accepted" / "reference.mjs"
    outcome = kata("run", "event-emitter", reference, "--runtime", "runc", "--format", "json")
    report = json.loads(outcome.out)
    assert report["verdict"] == "accepted"
    assert report["sandbox"]["enforced"]["engine"].endswith(", runc")
    unknown = kata("run", "event-emitter", reference, "--sandbox", sandbox, "--runtime", "nosuch")
    assert (unknown.code, "nosuch" in unknown.err) == (3, True)

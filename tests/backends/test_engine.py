"""What kata asks of the Docker engine."""

import threading

import pytest

from runner.backends import engine


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

"""What an act costs of its run's time."""

from types import SimpleNamespace
from typing import cast

import pytest

from runner import act as module
from runner.act import Act
from runner.backends.base import Process
from runner.budget import Allowance
from runner.messages import ActRequest


def cost(monkeypatch: pytest.MonkeyPatch, *, wall_s: float, before_s: float | None, used_s: float | None) -> float:
    """Of an act that took so long, whose box had used so much before, and has used so much now. Seconds."""
    now = 100.0
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: now))
    act = Act(request=ActRequest(test="C1", scenario="call", input="1"), id="1")
    act.begin(Allowance(cpu_s=10, wall_s=40), before_s)
    now += wall_s
    act.measure(cast(Process, SimpleNamespace(cpu_s=lambda: used_s)))
    return act.cost_s()


@pytest.mark.parametrize(
    ("wall_s", "before_s", "used_s", "wanted"),
    [
        pytest.param(1, 5, 6, 1, id="computing"),
        pytest.param(3, 5, 6, 1, id="computing on a busy machine"),
        pytest.param(3, 5, 5.1, 3, id="waiting"),
        pytest.param(1, 5, 9, 1, id="computing in several threads"),
        pytest.param(3, None, None, 3, id="nobody can tell"),
        pytest.param(3, 5, 1, 3, id="what computed has ended"),
    ],
)
def test_an_act_costs_what_it_takes_and_not_what_the_machine_takes_from_it(
    monkeypatch: pytest.MonkeyPatch, wall_s: float, before_s: float | None, used_s: float | None, wanted: float
) -> None:
    """So a batch that keeps a machine busy comes out as one that does not."""
    assert cost(monkeypatch, wall_s=wall_s, before_s=before_s, used_s=used_s) == pytest.approx(wanted)


def test_an_act_that_never_began_costs_nothing() -> None:
    """It was refused."""
    assert Act(request=ActRequest(test="C1", scenario="call", input="1"), id="1").cost_s() == 0

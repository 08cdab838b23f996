"""How the run's time is shared out."""

from hypothesis import given
from hypothesis import strategies as st

from runner.budget import PATIENCE, Budget


def test_an_act_gets_its_limit_while_there_is_time() -> None:
    """The first acts get the act's limit, and several times that for waiting."""
    allowance = Budget(run_s=100, act_s=1, tests=10).allowance("a")
    assert (allowance.cpu_s, allowance.wall_s) == (1, PATIENCE)


@given(st.integers(1, 60), st.floats(0.5, 60), st.floats(0.1, 5))
def test_every_test_gets_its_turn_within_the_runs_time(tests: int, run_s: float, act_s: float) -> None:
    """If every act uses up its wall time, each still gets its share, and the sum is within the run's."""
    budget, spent = Budget(run_s=run_s, act_s=act_s, tests=tests), 0.0
    for number in range(tests):
        wall_s = budget.allowance(str(number)).wall_s
        assert wall_s > 0
        assert wall_s >= min(run_s / 2 / tests, act_s * PATIENCE) * 0.999
        budget.spend(wall_s)
        spent += wall_s
    assert spent <= run_s * 1.001


def test_nothing_is_left_after_all_is_spent() -> None:
    """A test that asks for more when the run's time is used up gets none."""
    budget = Budget(run_s=1, act_s=1, tests=1)
    budget.allowance("a")
    budget.spend(1)
    assert budget.allowance("a").wall_s == 0

"""How much memory an act takes, as seen from outside of the box."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import KATA_TOML, Outcome

Kata = Callable[..., Outcome]
MakeKata = Callable[..., Path]
Solution = Callable[[str], Path]

TESTS = """\
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measure } from 'kata';

test('C1 answers', async () => {
  const { seen, grownMb } = await measure('call', 1);
  assert.equal(seen, 2);
  assert.ok(grownMb >= LEAST && grownMb < MOST, `${grownMb} MB`);
});
"""
TOML = KATA_TOML.replace('"C1", "C2"', '"C1"').replace('[tiers.edge]\nrequirements = ["E1"]\n', "")
KEEPS = "export const answer = (n) => ((globalThis.kept = Buffer.alloc(60e6, 1)), 2 * n);"
KEEPS_NOTHING = """\
export function answer(n) {
  for (let i = 0; i < 100; i += 1) Buffer.alloc(1e5, i);
  return 2 * n;
}
"""


@pytest.mark.parametrize(("source", "least", "most"), [(KEEPS, 60, 90), (KEEPS_NOTHING, 0, 30)])
def test_a_test_sees_how_much_memory_an_act_took(
    kata: Kata, make_kata: MakeKata, solution: Solution, sandbox: str, source: str, least: int, most: int
) -> None:
    """What the solution takes is counted, and what it gives back is not counted twice."""
    tests = TESTS.replace("LEAST", str(least)).replace("MOST", str(most))
    folder = make_kata(toml=TOML, tests=tests, names='["C1 answers"]')
    outcome = kata("run", folder, solution(source), "--sandbox", sandbox)
    assert outcome.code == 0, outcome.out

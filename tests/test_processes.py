"""Processes of their own: a kata's scenarios start them for the solution, and see them from outside."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import KATA_TOML, Outcome

Kata = Callable[..., Outcome]
MakeKata = Callable[..., Path]
Solution = Callable[[str], Path]

TOML = KATA_TOML.replace('time = "virtual"', 'time = "real"\nprocess = "own"')
TESTS = """\
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { act } from 'kata';

test('C1 answers', async () => assert.deepEqual(await act('play', 1), SEEN));
"""
SCENARIOS = """\
export async function play(solution, { input, start, calls, waitFor }) {
  PLAY
}
"""
PROGRAM = """\
import 'node:fs'; // the kata's own: it may import anything
export default async function ({ answer }, { input, tell, hear }) {
  hear(async (n) => tell(await answer(n)));
  return answer(input, tell);
}
"""
DOUBLES = "export const answer = (n) => 2 * n;"


@pytest.fixture
def run(kata: Kata, make_kata: MakeKata, solution: Solution, sandbox: str, tmp_path: Path) -> Callable[..., Outcome]:
    """Play a scenario with a solution and hold what it saw against a value, both in JavaScript."""

    def run(play: str, seen: str, source: str, *options: str) -> Outcome:
        folder = make_kata(
            toml=TOML.replace('"C1", "C2"', '"C1"').replace('[tiers.edge]\nrequirements = ["E1"]\n', ""),
            tests=TESTS.replace("SEEN", seen),
            scenarios=SCENARIOS.replace("PLAY", play),
            names='["C1 answers"]',
        )
        (folder / "tests" / "fixtures").mkdir()
        (folder / "tests" / "fixtures" / "program.mjs").write_text(PROGRAM)
        return kata("run", folder, solution(source), "--sandbox", sandbox, *options)

    return run


Run = Callable[..., Outcome]


def test_a_scenario_gets_what_the_program_gave(run: Run) -> None:
    """The program is called with the solution and the input, and what it resolves with arrives."""
    outcome = run(
        "return (await start('program.mjs', { n: 4n }.n)).ready;", "8n", "export const answer = (n) => 2n * n;"
    )
    assert outcome.code == 0, outcome.out


def test_a_scenario_and_a_program_talk(run: Run) -> None:
    """What the scenario tells is heard, and what the program tells comes back in order."""
    play = """
      const one = await start('program.mjs', 1);
      for (const n of [5, -0, 7]) one.tell(n);
      await one.until((heard) => heard.length === 3);
      return one.heard;"""
    outcome = run(play, "[10, -0, 14]", DOUBLES)
    assert outcome.code == 0, outcome.out


def test_several_wait_for_what_a_program_tells(run: Run) -> None:
    """Each that waits is woken when what it waits for was told, and all of them when the process ends."""
    play = """
      const one = await start('program.mjs', 1);
      const waiting = [1, 2, 9].map((many) => one.until((heard) => heard.length >= many).then(() => one.heard.length));
      for (const n of [5, 7]) one.tell(n);
      const first = await Promise.all(waiting.slice(0, 2));
      await one.kill('SIGKILL');
      return [first.map((many) => many <= 2), await waiting[2], await one.ended];"""
    outcome = run(play, "[[true, true], 2, { code: null, signal: 'SIGKILL' }]", DOUBLES)
    assert outcome.code == 0, outcome.out


def test_an_exit_code_is_seen_after_everything_that_was_told(run: Run) -> None:
    """What a program tells right before its process ends is not lost."""
    play = "const one = await start('program.mjs', 1); const how = await one.ended; return [one.heard, how];"
    source = """export function answer(n, tell) {
      setImmediate(() => { for (let i = 0; i < 2000; i += 1) tell(i); process.exit(3); });
    }"""
    outcome = run(play, "[Array.from({ length: 2000 }, (_, i) => i), { code: 3, signal: null }]", source)
    assert outcome.code == 0, outcome.out


def test_signals_are_the_solutions_to_handle(run: Run) -> None:
    """A signal reaches the solution's own handlers, and without any it ends the process."""
    play = """
      const [one, two] = await Promise.all([start('program.mjs', 1), start('program.mjs', 2)]);
      for (const process of [one, two]) process.kill('SIGTERM');
      return [await one.ended, await two.ended];"""
    source = """export function answer(n) {
      setInterval(() => {}, 1000);
      if (n === 1) process.once('SIGTERM', () => process.exit(7));
    }"""
    outcome = run(play, "[{ code: 7, signal: null }, { code: null, signal: 'SIGTERM' }]", source)
    assert outcome.code == 0, outcome.out


@pytest.mark.parametrize(
    ("source", "verdict", "why"),
    [
        ("export const answer = ;", "runtime_error", "does not load"),
        ("export const other = 1;", "runtime_error", "does not export answer"),
        ("import 'node:fs'; export const answer = () => 2;", "policy_violation", "the solution asked for 'node:fs'"),
        (
            "export const answer = () => process.getBuiltinModule('child_process');",
            "policy_violation",
            "the solution asked for 'child_process'",
        ),
        ("export function answer() { throw new RangeError('no'); }", "wrong_answer", "RangeError: no"),
        ("export function answer() { process.exit(5); }", "wrong_answer", "ended before it was ready (code 5)"),
        ("export const answer = () => new Promise(() => {});", "time_limit", "still running after"),
        ("export const answer = () => new Promise(() => { fail; });", "wrong_answer", "fail is not defined"),
        (
            "export const answer = () => new Promise(() => void Promise.reject(new TypeError('no')));",
            "wrong_answer",
            "ended with an unhandled rejection: TypeError: no",
        ),
        ("export function answer() { for (;;); }", "time_limit", "still running after"),
    ],
)
def test_what_goes_wrong_in_a_process_is_the_acts(run: Run, source: str, verdict: str, why: str) -> None:
    """A solution that does not load, breaks a rule, throws, ends or hangs there is told as it is elsewhere."""
    outcome = run("return (await start('program.mjs', 1)).ready;", "2", source)
    assert outcome.code == 1
    assert verdict in outcome.out
    assert why in outcome.out


def test_what_a_process_prints_belongs_to_its_test(run: Run) -> None:
    """The console of a process is shown with the test that started it."""
    outcome = run(
        "return (await start('program.mjs', 1)).ready;",
        "3",
        "export function answer(n) { console.log('out'); console.error('err'); return n; }",
        "--suite=public",
    )
    assert "out\n" in outcome.out
    assert "err\n" in outcome.out


def test_no_process_outlives_its_act(run: Run) -> None:
    """A process that is left running is gone when its act has ended, and the box serves the next one."""
    play = """
      await start('program.mjs', 1);
      await start('program.mjs', 2);
      return 'left';"""
    source = "export function answer() { setInterval(() => {}, 1000); process.on('SIGTERM', () => {}); }"
    outcome = run(play, "'left'", source, "--format=json")
    assert outcome.code == 0, outcome.out
    assert json.loads(outcome.out)["usage"]["boxes"] == 1


def test_what_a_scenario_waits_for_is_named_when_time_is_up(run: Run) -> None:
    """A candidate reads what did not happen, not only that time was up."""
    play = "const one = await start('program.mjs', 1); await waitFor('the end of the process', one.ended);"
    outcome = run(play, "1", "export function answer() { setInterval(() => {}, 1000); }")
    assert "[time_limit]" in outcome.out
    assert "the end of the process did not come" in " ".join(outcome.out.split())


def test_a_scenario_can_have_another_copy_of_the_solution(
    kata: Kata, make_kata: MakeKata, solution: Solution, sandbox: str
) -> None:
    """What one copy keeps in its module is not there in the next."""
    scenarios = """
      export async function call({ answer }, { input, reload }) {
        answer(input);
        const again = await reload();
        return again.answer(input);
      }"""
    source = "let calls = 0; export const answer = (n) => 2 * n + calls++;"
    outcome = kata("run", make_kata(scenarios=scenarios), solution(source), "--sandbox", sandbox)
    assert outcome.code == 0, outcome.out


def test_the_permissions_of_the_box_end_at_the_process(run: Run) -> None:
    """Where the kata may start processes, the solution may not."""
    source = "export const answer = () => [process.permission.has('child'), process.permission.has('fs.write')];"
    outcome = run("return (await start('program.mjs', 1)).ready;", "[false, false]", source)
    assert outcome.code == 0, outcome.out

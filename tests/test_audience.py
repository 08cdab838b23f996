"""Who sees what of a report."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from runner.audience import view
from runner.formats import FORMATS, Look, render
from tests.conftest import KATA_TOML, Outcome
from tests.factory import report, result

Kata = Callable[..., Outcome]
MakeKata = Callable[..., Path]
Solution = Callable[..., Path]

CANARY = "canary-7f3a91"
SCENARIOS = f"""\
export async function call({{ answer }}, {{ input, calls, waitFor }}) {{
  console.log('{CANARY} printed');
  return waitFor('{CANARY} awaited', Promise.resolve(answer(input)));
}}
"""
TESTS = f"""\
import assert from 'node:assert/strict';
import {{ test }} from 'node:test';
import {{ act }} from 'kata';

test('C1 {CANARY} named', async () => assert.equal(await act('call', '{CANARY} given'), 2, '{CANARY} said'));
test('C2 {CANARY} too', async () => assert.deepEqual(await act('call', 2), '{CANARY} expected'));
test('E1 {CANARY} three', async () => assert.deepEqual(await act('call', 3), ['{CANARY}']));
"""
NAMES = f'["C1 {CANARY} named", "C2 {CANARY} too", "E1 {CANARY} three"]'
REPEATERS = {
    "returns its input": "export const answer = (x) => x;",
    "throws its input": "export const answer = (x) => { throw new Error(x); };",
    "throws its input as a name": "export const answer = (x) => { throw Object.assign(new Error(), { name: x }); };",
    "asks for its input": "export const answer = async (x) => import(`node:${x}`);",
    "prints its input": "export const answer = (x) => console.log(x);",
    "rejects with its input": "export const answer = (x) => { Promise.reject(new Error(x)); return 1; };",
    "ends with its input": "export const answer = (x) => { process.exitCode = 3; process.emitWarning(x); process.exit(); };",
    "never answers": "export const answer = (x) => new Promise(() => {});",
    "loops": "export const answer = (x) => { for (;;); };",
    "remembers its input and does not load": "if (globalThis.seen) throw new Error(globalThis.seen);\n"
    "export const answer = (x) => { globalThis.seen = `${x}`; };",
    "names a file after its input": "export const answer = (x) => { const e = new Error(); "
    "e.stack = `Error\\n at file:///job/solution/${x}:1:1`; throw e; };",
    "names a global after its input": "export const answer = (x) => { globalThis[x] = 1; Array.prototype[x] = 1; };",
    "cannot be looked at": "export const answer = (x) => ({ [x]: () => {} });",
}


@pytest.mark.parametrize("repeater", REPEATERS)
def test_nothing_of_the_hidden_tests_reaches_a_candidate(
    repeater: str, kata: Kata, make_kata: MakeKata, solution: Solution, tmp_path: Path
) -> None:
    """Names, messages, values, inputs and consoles stay away, also when the solution repeats what it was given."""
    folder = make_kata(tests=TESTS, scenarios=SCENARIOS, names=NAMES)
    written = {name: tmp_path / f"report.{name}" for name in FORMATS}
    wanted = [option for name, path in written.items() for option in ("--report", f"{name}={path}")]
    arguments = ("run", folder, solution(REPEATERS[repeater]), "--sandbox", "bubblewrap", "--time-limit", "2")
    outcome = kata(*arguments, "--audience", "candidate", *wanted)
    assert outcome.code == 1
    assert CANARY not in outcome.out + outcome.err
    for path in written.values():
        assert CANARY not in path.read_text()


def test_a_candidate_reads_why_the_solution_does_not_load(kata: Kata, make_kata: MakeKata, solution: Solution) -> None:
    """As long as it was never loaded, what it says cannot be of the tests."""
    outcome = kata("run", make_kata(), solution("export const answer = ;"), "--audience", "candidate")
    assert "SyntaxError" in outcome.out
    assert "^" in outcome.out


def test_a_candidate_reads_which_module_was_refused(kata: Kata, make_kata: MakeKata, solution: Solution) -> None:
    """A name that stands in the solution's own text is no secret."""
    outcome = kata(
        "run", make_kata(), solution("import 'node:os';\nexport const answer = 1;"), "--audience", "candidate"
    )
    assert "'node:os'" in outcome.out


def test_a_candidate_gets_one_line_for_each_requirement() -> None:
    """What it promises, whether it holds, and the hint; the points of its tests add up."""
    made = report(
        result("C1.1"), result("C1.2", "wrong_answer", message="secret", hint="Think of zero."), result("E1.1")
    )
    shown = view(made, "candidate")
    assert [(test.id, test.title, test.status, test.points, test.max_points) for test in shown.tests] == [
        ("C1", "It does what it promises.", "wrong_answer", 1, 2),
        ("E1", "It does what it promises.", "passed", 1, 1),
    ]
    assert (shown.tests[0].message, shown.tests[0].hint) == ("", "Think of zero.")
    assert (shown.score, shown.tiers["core"].total, shown.tiers["core"].points) == (made.score, 1, 1)


def test_a_candidate_reads_no_path_of_the_host() -> None:
    """Where the solution lies is told as it was typed, unless that is a place of this machine."""
    made = report(result())
    for path, shown in (("/home/ann/x/solution.mjs", "solution.mjs"), ("src/solution.mjs", "src/solution.mjs")):
        typed = replace(made, solution=replace(made.solution, path=path))
        assert view(typed, "candidate").solution.path == shown


def test_staff_sees_what_the_kata_does_not_reveal(kata: Kata, make_kata: MakeKata, solution: Solution) -> None:
    """Expected and seen values, and what was printed in hidden tests."""
    folder = make_kata(toml=KATA_TOML.replace("reveal = true\n", ""))
    path = solution("export const answer = (x) => { console.log(`got ${x}`); return 0; };")
    told = json.loads(kata("run", folder, path, "--audience", "staff", "--format", "json").out)
    assert (told["tests"][0]["expected"], told["tests"][0]["actual"]) == ("2", "0")
    assert told["tests"][0]["console"] == "got 1\n"


def test_public_tests_are_shown_to_everybody() -> None:
    """They are in the candidate's hands."""
    made = report(result("C1.1", "wrong_answer", message="not equal", console="hello"))
    assert view(replace(made, suite="public"), "candidate").tests == made.tests


def test_a_hint_is_shown_to_whoever_misses_its_requirement(kata: Kata, make_kata: MakeKata, solution: Solution) -> None:
    """And to nobody else."""
    folder = make_kata(toml=f"{KATA_TOML}\n[hints]\nC2 = 'Double it.'\n")
    path = solution("export const answer = (x) => (x === 2 ? 0 : 2 * x);")
    for audience in ("practice", "candidate"):
        assert "Hint: Double it." in kata("run", folder, path, "--audience", audience).out
    assert "Double it" not in kata("run", folder, solution("export const answer = (x) => 2 * x;")).out


def test_the_look_of_a_report_is_up_to_nobody_else() -> None:
    """Every format is known by name, and renders."""
    for name in FORMATS:
        assert render(name, report(result()), Look())

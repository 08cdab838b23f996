"""Notes on what a solution does beside solving: told to whoever reads the report, and no part of the verdict."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import KATA_TOML, Outcome

Kata = Callable[..., Outcome]
MakeKata = Callable[..., Path]
Solution = Callable[..., Path]

RIGHT = "export const answer = (x) => 2 * x;"


def notes(outcome: Outcome) -> tuple[str, list[str]]:
    """The verdict and the notes of a run."""
    report = json.loads(outcome.out)
    return report["verdict"], report["integrity"]


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("Array.prototype.last = function () { return this.at(-1); };", "changed Array.prototype.last"),
        ("Math.random = () => 0.5;", "changed Math.random"),
        ("delete Map.prototype.forEach;", "changed Map.prototype.forEach"),
        ("Error.prepareStackTrace = (error, sites) => error.message;", "changed Error.prepareStackTrace"),
        ("Symbol.prototype[Symbol.iterator] = () => {};", "changed Symbol.prototype.@@symbol"),
        ("globalThis.kept ??= [];", "changed globalThis.kept"),
        ("String(Map);", "asked for the source of a function"),
        ("const where = '/proc/self/fd';", "names /proc/ (a.mjs:1)"),
        ("const where = '/dev/fd/3';", "names /dev/fd (a.mjs:1)"),
    ],
)
def test_what_is_odd_is_noted_and_decides_nothing(
    kata: Kata, sandbox: str, make_kata: MakeKata, solution: Solution, text: str, note: str
) -> None:
    """A solution that solves the kata and does something odd is accepted, with a note of that alone."""
    outcome = kata("run", make_kata(), solution(f"{text}\n{RIGHT}", "a.mjs"), "--sandbox", sandbox, "--format", "json")
    assert notes(outcome) == ("accepted", [note])


@pytest.mark.parametrize(
    ("text", "verdict", "note"),
    [
        (
            "await import('node:fs').catch(() => {});",
            "policy_violation",
            "asked for 'node:fs', which the kata does not allow",
        ),
        ("process.exit(0);", "runtime_error", "ended the process with process.exit(0)"),
    ],
)
def test_what_was_refused_or_ended_is_noted_too(
    kata: Kata, sandbox: str, make_kata: MakeKata, solution: Solution, text: str, verdict: str, note: str
) -> None:
    """What has a verdict of its own is in the notes as well, once."""
    outcome = kata("run", make_kata(), solution(f"{text}\n{RIGHT}"), "--sandbox", sandbox, "--format", "json")
    assert notes(outcome) == (verdict, [note])


def test_an_ordinary_solution_has_no_notes(kata: Kata, make_kata: MakeKata, solution: Solution) -> None:
    """Packages that look at functions while they load are nobody's trick, and silence is silent."""
    toml = KATA_TOML.replace("reveal = true", 'packages = ["express"]\nreveal = true')
    path = solution(f"import express from 'express'; express();\n{RIGHT}")
    folder = make_kata(toml=toml)
    assert notes(kata("run", folder, path, "--format", "json")) == ("accepted", [])
    assert "no part of the verdict" not in kata("run", folder, path).out


def test_notes_are_shown_after_the_verdict(kata: Kata, make_kata: MakeKata, solution: Solution) -> None:
    """A person reads them below the verdict, as what they are."""
    outcome = kata("run", make_kata(), solution(f"globalThis.kept ??= [];\n{RIGHT}"))
    assert outcome.out.endswith(
        "For you to judge, and no part of the verdict; the solution\n  - changed globalThis.kept\n"
    )


def test_notes_quote_no_line_of_a_hidden_test(kata: Kata, make_kata: MakeKata, solution: Solution) -> None:
    """A line that a solution found out does not reach the report as the name of a module or a global."""
    line = "test('C1 answers', async () => assert.deepEqual(await act('call', 1), 2));"
    path = solution(
        f"const line = {json.dumps(line)}; globalThis[line] = 1; await import(line).catch(() => {{}});\n{RIGHT}"
    )
    outcome = kata("run", make_kata(), path, "--format", "json")
    assert notes(outcome)[0] == "policy_violation"
    assert json.dumps(line)[1:-1] not in outcome.out

"""The corpus of attacks, over both sandboxes: none gets a point, shows anything hidden or leaves anything behind."""

import os
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from runner import collection
from runner.audit.audit import Foray, foray, hidden_lines
from runner.audit.corpus import Attack, attacks
from runner.backends import engine
from runner.check.runs import Runs
from runner.kata import validate
from runner.request import Request
from runner.verdict import Verdict
from tests.conftest import Outcome
from tests.test_cli import below

Kata = Callable[..., Outcome]
MakeKata = Callable[..., Path]
CORPUS = attacks()
JOBS = 3
LIMITS = {Verdict.TIME_LIMIT, Verdict.MEMORY_LIMIT, Verdict.OUTPUT_LIMIT}


@cache
def forays(sandbox: str) -> dict[str, Foray]:
    """What became of every attack in a sandbox, some at a time."""
    runs = Runs(sandbox=sandbox, jobs=JOBS, say=lambda _: None, progress=lambda *_: None)
    return {one.attack: one for one in runs.each("attacks", lambda attack: attempt(attack, runs), CORPUS)}


def attempt(attack: Attack, runs: Runs) -> Foray:
    """An attack on the first tests of its kata, or on two of event-emitter, one of which draws its input."""
    folder = collection.find(attack.kata or "event-emitter")
    solution = attack.solution(validate(folder).toml.exports)
    request = Request(
        kata=folder,
        solution=solution,
        sandbox=runs.sandbox,
        suite="hidden",
        seed=1,
        only="C1 " if attack.kata else "C12 ",
        time_limit_s=5,
    )
    return foray(attack, runs.judge(request), hidden_lines(folder))


@pytest.mark.parametrize("attack", CORPUS, ids=lambda attack: attack.name)
def test_an_attack_gets_nothing(attack: Attack, sandbox: str) -> None:
    """It passes no test, shows no line of one, and its verdict is one of those that are right for it."""
    result = forays(sandbox)[attack.name]
    assert (result.passed, result.leaked) == ([], [])
    # Who goes for one limit may meet another one first: the machine decides.
    right = attack.expects | LIMITS if attack.expects & LIMITS else attack.expects
    assert result.verdict in {verdict.value for verdict in right}


def test_attacks_leave_nothing(sandbox: str) -> None:
    """Once all have been judged there is no process and no container of them."""
    forays(sandbox)
    assert below(os.getpid(), sandbox) == ""
    if sandbox == "docker":
        own = f"label=kata.run={engine.owner()['kata.run']}"
        command = ["docker", "ps", "-aq", "--filter", own]
        assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == ""


def test_audit_tells_what_a_weak_kata_gives_away(kata: Kata, make_kata: MakeKata) -> None:
    """A test that anything passes is named, with the attack that passed it, and the exit code is 1."""
    weak = """\
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { act } from 'kata';

test('C1 answers', async () => assert.notEqual(await act('call', 1), 3));
test('C2 answers again', async () => assert.deepEqual(await act('call', 2), 4));
test('E1 answers zero', async () => assert.deepEqual(await act('call', 0), 0));
"""
    outcome = kata("audit", make_kata(tests=weak), "--only", "forging/says-true", "--sandbox", "bubblewrap")
    assert outcome.code == 1
    assert "forging/says-true-to-everything.mjs tries" in outcome.out
    assert "passes: C1 answers" in outcome.out
    assert "passes: C2" not in outcome.out

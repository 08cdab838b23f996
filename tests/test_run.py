"""A run, from the command line to the report, in both sandboxes."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import KATA_TOML, SOLUTIONS, TESTS, Outcome

Kata = Callable[..., Outcome]
MakeKata = Callable[..., Path]
Solution = Callable[..., Path]
GOOD = "export const answer = (x) => 2 * x;\n"


def judged(outcome: Outcome) -> dict[str, Any]:
    """The report of a run with --format json."""
    assert outcome.out, outcome.err
    report: dict[str, Any] = json.loads(outcome.out)
    return report


def statuses(report: dict[str, Any]) -> dict[str, str]:
    """The status of each test, by id."""
    return {test["id"]: test["status"] for test in report["tests"]}


@pytest.mark.parametrize("path", sorted((SOLUTIONS / "accepted").iterdir()), ids=lambda path: path.name)
def test_every_accepted_solution_is_accepted(kata: Kata, sandbox: str, path: Path) -> None:
    """Solutions in CommonJS, as an ES module, in TypeScript and as a folder are accepted, with exit code 0."""
    outcome = kata("run", "event-emitter", path, "--sandbox", sandbox)
    assert (outcome.code, "accepted" in outcome.out) == (0, True), outcome.out + outcome.err


def test_the_typical_first_attempt_passes_the_core(kata: Kata, sandbox: str) -> None:
    """A first attempt is partially accepted with every core test passed: exit code 1, or 0 with --require core."""
    path = SOLUTIONS / "partially_accepted" / "first-attempt.mjs"
    outcome = kata("run", "event-emitter", path, "--sandbox", sandbox, "--format", "json")
    core = judged(outcome)["tiers"]["core"]
    assert (outcome.code, core["passed"]) == (1, core["total"])
    assert kata("run", "event-emitter", path, "--sandbox", sandbox, "--require", "core").code == 0


def test_an_endless_loop_costs_only_its_own_test(
    kata: Kata, sandbox: str, make_kata: MakeKata, solution: Solution
) -> None:
    """A solution that hangs for one input is judged for the others, and the limit is named."""
    path = solution("export const answer = (x) => { while (x === 1); return 2 * x; };")
    report = judged(kata("run", make_kata(), path, "--sandbox", sandbox, "--format", "json"))
    assert statuses(report) == {"C1.1": "time_limit", "C2.1": "passed", "E1.1": "passed"}
    assert "the limit for one act" in report["tests"][0]["message"]
    assert report["verdict"] == "time_limit"


def test_an_endless_loop_at_load_answers_for_every_test(kata: Kata, sandbox: str) -> None:
    """`while(true);` from standard input gets time_limit for each test, well within the run's time."""
    report = judged(kata("run", "event-emitter", "-", "--sandbox", sandbox, "--format", "json", stdin="while(true);"))
    assert report["verdict"] == "time_limit"
    assert set(statuses(report).values()) == {"time_limit"}
    assert report["usage"]["boxes"] < 5


@pytest.mark.parametrize(
    ("text", "status", "words"),
    [
        ("process.exit(0);", "runtime_error", "process.exit(0)"),
        ("process.reallyExit(0);", "runtime_error", "exit code 0"),
        ("process.abort();", "runtime_error", "the process ended"),
        (
            "Promise.reject(new Error('nobody')); await 0; await new Promise((r) => setImmediate(r));",
            "runtime_error",
            "unhandled rejection",
        ),
        ("return new Promise(() => {});", "wrong_answer", "nothing will resolve"),
        ("const all = []; for (;;) all.push(new Array(1e5).fill(x));", "memory_limit", "MB of memory ("),
        ("const all = []; for (;;) all.push(Buffer.alloc(8e6, 1));", "memory_limit", "MB of memory ("),
        ("for (;;) console.log('flood '.repeat(100));", "output_limit", "printed too much"),
        ("return 'x'.repeat(70000);", "wrong_answer", "70"),
        ("return () => {};", "wrong_answer", "is a function"),
        ("const a = {}; a.b = { a }; return a;", "wrong_answer", "it.b.a refers back"),
        ("throw new Error('no \\x1b[31m');", "wrong_answer", "no"),
        ("throw null;", "wrong_answer", "null"),
        ("await import('node:fs').catch(() => {}); return 2 * x;", "policy_violation", "node:fs"),
        ("process.getBuiltinModule('fs'); return 2 * x;", "policy_violation", "fs"),
        ("try { process.binding('fs') } catch {} return 2 * x;", "policy_violation", "process.binding"),
    ],
)
def test_each_way_to_fail_has_its_own_status_and_evidence(
    kata: Kata, sandbox: str, make_kata: MakeKata, solution: Solution, text: str, status: str, words: str
) -> None:
    """What a solution does to one act is that test's status, with words that say what; the others are judged."""
    path = solution(f"export async function answer(x) {{ if (x === 1) {{ {text} }} return 2 * x; }}")
    report = judged(kata("run", make_kata(), path, "--sandbox", sandbox, "--format", "json"))
    assert statuses(report) == {"C1.1": status, "C2.1": "passed", "E1.1": "passed"}
    assert words in report["tests"][0]["message"] + str(report["tests"][0]["actual"])


FILES = """\
import fs from 'node:fs';
const meet = {
  1: () => { const all = []; try { for (;;) all.push(fs.openSync('/tmp/x', 'a')); } finally { all.forEach((fd) => fs.closeSync(fd)); } },
  2: () => { try { for (const name of 'abc') fs.writeFileSync(`/tmp/${name}`, Buffer.alloc(8e6)); } finally { for (const name of 'abc') fs.rmSync(`/tmp/${name}`, { force: true }); } },
  0: () => { fs.writeFileSync('/tmp/x', ''); fs.truncateSync('/tmp/x', 17e6); },
};
export const answer = (x) => meet[x]();
"""
THREADS = """\
import { Worker, isMainThread } from 'node:worker_threads';
if (!isMainThread) setInterval(() => {}, 1e6);
const start = (_, fail) => { for (let i = 0; i < 100; i++) new Worker(new URL(import.meta.url)).on('error', fail); };
export const answer = (x) => (x === 1 ? new Promise(start) : 2 * x);
"""


def test_a_limit_on_files_that_was_met_is_told(
    kata: Kata, sandbox: str, make_kata: MakeKata, solution: Solution
) -> None:
    """Too many open files, a full scratch folder and too large a file are told with the limit; the verdict is the same."""
    folder = make_kata(toml=KATA_TOML.replace("\n[tiers.core]", 'imports = ["node:fs"]\n\n[tiers.core]'))
    report = judged(kata("run", folder, solution(FILES), "--sandbox", sandbox, "--format", "json"))
    told = ["may have 256 files open", "all files in /tmp together may have 16 MB", "a file may have 16 MB"]
    for test, words in zip(report["tests"], told, strict=True):
        assert (test["status"], words in test["message"]) == ("wrong_answer", True), test


def test_a_limit_on_threads_that_was_met_is_told(
    kata: Kata, sandbox: str, make_kata: MakeKata, solution: Solution
) -> None:
    """A thread that cannot be started is told with the limit that it met: that of threads, or of the files that each opens."""
    limits = "\n[limits]\nact_s = 10\nrun_s = 60\n"
    imports = KATA_TOML.replace("\n[tiers.core]", 'imports = ["node:worker_threads"]\n\n[tiers.core]')
    folder = make_kata(toml=imports.replace('"virtual"', '"real"') + limits)
    outcome = kata("run", folder, solution(THREADS), "--sandbox", sandbox, "--memory", "4096", "--format", "json")
    first = judged(outcome)["tests"][0]
    assert first["status"] == "wrong_answer"
    assert "there may be 64 processes and threads" in first["message"] or "256 files open" in first["message"]


def test_what_an_act_waits_for_is_evidence(kata: Kata, sandbox: str, make_kata: MakeKata, solution: Solution) -> None:
    """In real time an act that does not end is told to have run for its limit, and what its event loop waits for."""
    toml = KATA_TOML.replace('"virtual"', '"real"') + "\n[limits]\nact_s = 0.5\n"
    path = solution(
        "const wait = () => new Promise((resolve) => [1e8, 1e9].map((ms) => setTimeout(resolve, ms)));\n"
        "export const answer = async (x) => (x === 1 ? wait() : 2 * x);"
    )
    report = judged(kata("run", make_kata(toml=toml), path, "--sandbox", sandbox, "--format", "json"))
    message = report["tests"][0]["message"]
    assert message == "still running after 2 s, the limit for one act; the event loop waits for 2 timers"
    assert report["verdict"] == "time_limit"


@pytest.mark.parametrize(
    ("text", "fills"),
    [
        ("export const table = Array.from({ length: 40_000 }, (_, n) => [n]);", True),
        ("const table = " + json.dumps(["x" * 90] * 9000) + ";", False),
        ("console.log('x'.repeat(60_000));", False),
        ("globalThis.kept ??= [];", False),
    ],
    ids=["fills the memory", "large", "prints", "leaves something"],
)
def test_a_heavy_but_correct_solution_is_accepted(kata: Kata, solution: Solution, text: str, fills: bool) -> None:
    """Being loaded for eighty acts wears a box out; it is replaced, and the solution does not notice."""
    correct = (SOLUTIONS / "accepted" / "reference.mjs").read_text()
    outcome = kata(
        "run", "event-emitter", solution(f"{text}\n{correct}"), "--sandbox", "bubblewrap", "--format", "json"
    )
    assert outcome.code == 0, outcome.out
    assert (judged(outcome)["usage"]["boxes"] > 1) == fills


@pytest.mark.parametrize("name", ["a.cjs", "a.js", "a.mjs", "a.ts", "a.mts", "a.cts", "odd #1 100%?.mjs", "é中.mjs"])
def test_each_kind_of_file_is_loaded(kata: Kata, make_kata: MakeKata, solution: Solution, name: str) -> None:
    """CommonJS and ES modules, in JavaScript and TypeScript, are all loaded."""
    typed = "(x: number): number" if name.endswith("ts") else "(x)"
    commonjs = name.endswith((".cjs", ".cts"))
    head = (
        f"module.exports = {{ answer: {typed} => 2 * x }};" if commonjs else f"export const answer = {typed} => 2 * x;"
    )
    assert kata("run", make_kata(), solution(head, name)).code == 0


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.mjs", "export default (x) => 2 * x;"),
        ("b.mjs", "export default { answer: (x) => 2 * x };"),
        ("a.cjs", "module.exports = (x) => 2 * x;"),
        ("b.cjs", "module.exports = class { static answer = (x) => 2 * x; };"),
    ],
)
def test_what_a_kata_asks_for_may_be_the_default_export(
    kata: Kata, make_kata: MakeKata, solution: Solution, name: str, text: str
) -> None:
    """Where a kata asks for one export, the default may be it or may have it."""
    assert kata("run", make_kata(), solution(text, name)).code == 0


def test_typescript_that_needs_code_is_loaded(kata: Kata, make_kata: MakeKata, solution: Solution) -> None:
    """Enums and parameter properties, which Node alone refuses, are carried."""
    text = "enum By { Two = 2 }\nclass A { constructor(private by: By) {} of(x: number) { return x * this.by; } }\n"
    assert (
        kata(
            "run", make_kata(), solution(text + "export const answer = (x: number) => new A(By.Two).of(x);", "a.ts")
        ).code
        == 0
    )


def test_each_act_sees_a_fresh_solution(kata: Kata, make_kata: MakeKata, solution: Solution) -> None:
    """Module state of one act is not there in the next."""
    text = "let calls = 0;\nexport const answer = (x) => { calls += 1; return calls === 1 ? 2 * x : 'stale'; };"
    assert kata("run", make_kata(), solution(text)).code == 0


def test_virtual_time_costs_no_time(kata: Kata, sandbox: str, make_kata: MakeKata, solution: Solution) -> None:
    """A solution that waits for an hour by whatever clock is answered at once when the scenario lets it pass."""
    scenarios = (
        "export async function call({ answer }, { input, clock }) {"
        " const pending = answer(input); await clock.tick(3_600_000); return pending; }"
    )
    text = (
        "export const answer = async (x) => {\n"
        "  const began = [Date.now(), performance.now(), Number(process.hrtime.bigint() / 1_000_000n)];\n"
        "  await new Promise((resolve) => setTimeout(resolve, 3_600_000));\n"
        "  const ended = [Date.now(), performance.now(), Number(process.hrtime.bigint() / 1_000_000n)];\n"
        "  return ended.every((now, i) => now - began[i] === 3_600_000) ? 2 * x : ended;\n"
        "};\n"
    )
    assert kata("run", make_kata(scenarios=scenarios), solution(text), "--sandbox", sandbox).code == 0


def test_the_same_seed_gives_the_same_inputs(kata: Kata, make_kata: MakeKata, solution: Solution) -> None:
    """A failing property shows the same counterexample again with the seed of its report."""
    tests = (
        "import assert from 'node:assert/strict';\nimport { test } from 'node:test';\nimport fc from 'fast-check';\n"
        "import { act } from 'kata';\nimport { draw, property } from 'kata/property';\n"
        "test('C1 answers', async () => assert.equal(await act('call', draw(fc.integer({ min: 1 }))), 0));\n"
        "test('C2 answers again', () => property(fc.integer({ min: 1, max: 1e6 }), async (x) => {\n"
        "  assert.ok((await act('call', x)) < 1000); }));\n"
        "test('E1 answers zero', async () => assert.equal(await act('call', 0), 0));\n"
    )
    folder, path = make_kata(tests=tests), solution(GOOD)
    runs = [judged(kata("run", folder, path, "--seed", "7", "--format", "json")) for _ in range(2)]
    assert runs[0]["tests"][0]["actual"] == runs[1]["tests"][0]["actual"]
    assert runs[0]["tests"][1]["evidence"] == "for 500"  # shrunk to the smallest that fails


SHARED_SCENARIOS = """\
export const call = ({ answer }, { input }) => answer(input);
export const call_all = ({ answer }, { input }) => input.map((x) => answer(x));
"""
SHARED_TESTS = """\
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { act } from 'kata';
import { propertyOfMany } from 'kata/property';
test('C1 answers', async () => assert.equal(await act('call', 0), 0));
test('C2 answers again', () => propertyOfMany(fc.integer({ min: 1, max: 1e6 }), {
  observe: (drawn) => act('call_all', drawn),
  check: (x, seen) => assert.equal(seen, 2 * x),
}));
test('E1 answers zero', async () => assert.equal(await act('call', 0), 0));
"""


@pytest.mark.parametrize(
    ("source", "status", "evidence"),
    [
        (GOOD, "passed", ""),
        ("export const answer = (x) => (x < 500 ? 2 * x : 0);", "wrong_answer", "for 500"),
        ("let calls = 0; export const answer = (x) => (calls++ ? 0 : 2 * x);", "wrong_answer", "for "),
        ("export const answer = (x) => (x < 500 ? 2 * x : process.exit());", "runtime_error", "for "),
    ],
    ids=["right", "one value", "only after others", "fatal"],
)
def test_values_that_share_an_act_are_judged_one_by_one(
    kata: Kata, make_kata: MakeKata, solution: Solution, source: str, status: str, evidence: str
) -> None:
    """What is wrong with one of several values in an act is shown for that value."""
    folder = make_kata(tests=SHARED_TESTS, scenarios=SHARED_SCENARIOS)
    test = judged(kata("run", folder, solution(source), "--format", "json", "--seed", "1"))["tests"][1]
    assert test["status"] == status
    assert test["evidence"].startswith(evidence)
    assert bool(test["evidence"]) == bool(evidence)


def test_only_runs_the_tests_whose_name_contains_the_text(kata: Kata, make_kata: MakeKata, solution: Solution) -> None:
    """--only selects by plain text, and the report covers what was selected."""
    report = judged(kata("run", make_kata(), solution(GOOD), "--only", "answers z", "--format", "json"))
    assert statuses(report) == {"E1.1": "passed"}
    assert report["only"] == "answers z"


def test_the_public_suite_shows_what_the_solution_printed(
    kata: Kata, sandbox: str, make_kata: MakeKata, solution: Solution
) -> None:
    """Console output appears under the test that caused it."""
    path = solution("export const answer = (x) => { console.log('got', x); return x; };")
    outcome = kata("run", make_kata(), path, "--suite", "public", "--sandbox", sandbox, "--format", "json")
    assert [test["console"] for test in judged(outcome)["tests"]] == ["got 1\n", "got 2\n", "got 0\n"]


def test_the_hidden_suite_shows_nothing_that_was_printed(kata: Kata, make_kata: MakeKata, solution: Solution) -> None:
    """Console output of hidden scenarios is in no output."""
    path = solution("export const answer = (x) => { console.log('canary', x); return x; };")
    assert "canary" not in kata("run", make_kata(), path, "--format", "json").out


def test_values_stay_hidden_unless_the_kata_reveals_them(kata: Kata, make_kata: MakeKata, solution: Solution) -> None:
    """Without `reveal`, a failed hidden test tells its requirement and no value."""
    from tests.conftest import KATA_TOML

    folder = make_kata(toml=KATA_TOML.replace("reveal = true\n", ""))
    first = judged(kata("run", folder, solution("export const answer = () => 5;"), "--format", "json"))["tests"][0]
    assert (first["status"], first["expected"], first["actual"], first["message"]) == ("wrong_answer", None, None, "")
    assert first["sentence"] == "It answers."


@pytest.mark.parametrize(
    ("names", "tests", "words"),
    [
        ('["C1 answers", "C2 answers again", "E1 answers zero", "E1 is missing"]', TESTS, "did not report"),
        (None, TESTS.replace("test('E1", "test.skip('E1"), "skipped"),
        (
            None,
            TESTS + "test('E1 answers zero', async () => assert.deepEqual(await act('call', 0), 0));\n",
            "more than once",
        ),
        (None, TESTS + "test.todo('E1 answers zero');\n", "more than once"),
        (None, TESTS.replace("await act('call', 0), 0", "0, 0"), "no observation"),
    ],
)
def test_a_test_that_is_not_reported_once_as_passed_is_not_passed(
    kata: Kata, make_kata: MakeKata, solution: Solution, names: str | None, tests: str, words: str
) -> None:
    """Missing, skipped, doubled or empty tests are the kata's fault: nothing was judged, exit code 3."""
    outcome = kata("run", make_kata(tests=tests, names=names), solution(GOOD), "--format", "json")
    last = judged(outcome)["tests"][-1]
    assert (outcome.code, last["status"]) == (3, "internal_error")
    assert words in last["message"]


def test_an_undeclared_test_brings_no_point(kata: Kata, make_kata: MakeKata, solution: Solution) -> None:
    """A test that the manifest does not list is not in the report."""
    tests = TESTS + "test('E1 extra', async () => assert.deepEqual(await act('call', 0), 0));\n"
    assert len(judged(kata("run", make_kata(tests=tests), solution(GOOD), "--format", "json"))["tests"]) == 3


def test_a_server_may_listen_on_localhost(kata: Kata, sandbox: str, make_kata: MakeKata, solution: Solution) -> None:
    """A kata whose solutions make servers has a box that knows that name."""
    toml = KATA_TOML.replace('time = "virtual"', 'time = "real"\nimports = ["node:http"]')
    listening = (
        "import http from 'node:http';\n"
        "export const answer = (n) => new Promise((then, fail) => {\n"
        "  const server = http.createServer().on('error', fail);\n"
        "  server.listen(0, 'localhost', () => server.close(() => then(2 * n)));\n"
        "});\n"
    )
    outcome = kata("run", make_kata(toml=toml), solution(listening), "--sandbox", sandbox)
    assert outcome.code == 0, outcome.out

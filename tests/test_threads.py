"""Threads: a solution may start them where its kata allows it, and they are held to the same rules."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import KATA_TOML, Outcome

Kata = Callable[..., Outcome]
MakeKata = Callable[..., Path]

TOML = KATA_TOML.replace('time = "virtual"', 'time = "real"\nimports = ["node:worker_threads", "node:events"]')
SCENARIOS = """\
export function call({ answer }, { input, fixture }) {
  return answer(input, fixture('double.mjs'));
}
"""
DOUBLE = """\
import 'node:fs'; // the kata's own: it may import anything
import { parentPort } from 'node:worker_threads';
parentPort.once('message', (n) => parentPort.postMessage(2 * n));
"""
IN_THREAD = """\
import { Worker, SHARE_ENV } from 'node:worker_threads';
import { once } from 'node:events';
export async function answer(n, program) {
  const worker = new Worker(PROGRAM, OPTIONS);
  worker.postMessage(n);
  try {
    const [reply] = await once(worker, 'message');
    return reply;
  } finally {
    CLEANUP
  }
}
"""
SPY = "import 'node:fs'; import { parentPort } from 'node:worker_threads';\nparentPort.once('message', () => {});"
NESTED = """\
import { Worker, parentPort } from 'node:worker_threads';
const inner = new Worker(new URL('spy.mjs', import.meta.url), { execArgv: [] });
inner.on('error', () => parentPort.postMessage('refused'));
"""


@pytest.fixture
def threaded(make_kata: MakeKata) -> Path:
    """A kata whose solutions may start threads, with a worker of its own."""
    folder = make_kata(toml=TOML, scenarios=SCENARIOS)
    (folder / "tests" / "fixtures").mkdir()
    (folder / "tests" / "fixtures" / "double.mjs").write_text(DOUBLE)
    return folder


def folder_of(tmp_path: Path, text: str, *, program: str = "program", options: str = "{}", cleanup: str = "") -> Path:
    """A solution in a folder, with worker files of its own beside it."""
    folder = tmp_path / "mine"
    folder.mkdir()
    source = text.replace("PROGRAM", program).replace("OPTIONS", options).replace("CLEANUP", cleanup)
    (folder / "index.mjs").write_text(source)
    (folder / "spy.mjs").write_text(SPY)
    (folder / "spy.cjs").write_text("require('node:worker_threads').parentPort.postMessage(typeof require('node:fs'));")
    (folder / "nested.mjs").write_text(NESTED)
    (folder / "own.cjs").write_text(
        "const { parentPort } = require('node:worker_threads');\n"
        "const { double } = require('./double.cjs');\n"
        "parentPort.once('message', (n) => parentPort.postMessage(double(n)));\n"
    )
    (folder / "double.cjs").write_text("exports.double = (n) => 2 * n;\n")
    return folder


OWN = "new URL('own.cjs', import.meta.url)"


@pytest.mark.parametrize("program", ["program", OWN])
@pytest.mark.parametrize("cleanup", ["await worker.terminate();", "worker.unref();"])
def test_threads_run_the_katas_and_the_solutions_files(
    kata: Kata, threaded: Path, tmp_path: Path, sandbox: str, program: str, cleanup: str
) -> None:
    """A thread runs a fixture or a file of the solution, and one that is left running disturbs no other act."""
    mine = folder_of(tmp_path, IN_THREAD, program=program, cleanup=cleanup)
    outcome = kata("run", threaded, mine, "--sandbox", sandbox)
    assert outcome.code == 0, outcome.out + outcome.err


@pytest.mark.parametrize(
    ("program", "options", "reason"),
    [
        ("new URL('spy.mjs', import.meta.url)", "{}", "asked for 'node:fs'"),
        ("new URL('spy.mjs', import.meta.url)", "{ execArgv: [] }", "asked for 'node:fs'"),
        ("new URL('nested.mjs', import.meta.url)", "{}", "asked for 'node:fs'"),
        ("'postMessage(1)'", "{ eval: true }", "a thread's program is a file"),
        ("new URL('data:text/javascript,import \"node:fs\"')", "{}", "a thread's program is a file"),
        ("'/sandbox/lines.mjs'", "{}", "asked for 'file:///sandbox/lines.mjs'"),
        (
            "program",
            "{ execArgv: ['--import', new URL('spy.mjs', import.meta.url).href] }",
            "a thread runs as the process does",
        ),
        ("program", "{ execArgv: ['--require', '/job/solution/spy.cjs'] }", "a thread runs as the process does"),
        (
            "program",
            "{ env: { NODE_OPTIONS: '--require /job/solution/spy.cjs' } }",
            "a thread runs as the process does",
        ),
        ("program", "{ execArgv: ['--no-warnings'], env: {} }", "asked for 'new Worker with options for Node'"),
        (
            "program",
            "(process.env.NODE_OPTIONS = '--require /job/solution/spy.cjs', {})",
            "a thread runs as the process does",
        ),
    ],
)
def test_import_rules_hold_in_threads(
    kata: Kata, threaded: Path, tmp_path: Path, sandbox: str, program: str, options: str, reason: str
) -> None:
    """What a solution may not import it may not import in a thread of its own either."""
    mine = folder_of(tmp_path, IN_THREAD, program=program, options=options, cleanup="worker.terminate();")
    outcome = kata("run", threaded, mine, "--sandbox", sandbox)
    assert "policy_violation" in outcome.out, outcome.out
    assert reason in outcome.out, outcome.out


def test_options_are_what_they_were_when_they_were_checked(
    kata: Kata, threaded: Path, tmp_path: Path, sandbox: str
) -> None:
    """A text that options pass off as a file's name, by a getter that changes its mind, is taken for a name."""
    fickle = "(() => { let asked = 0; return { get eval() { return asked++ > 0; } }; })()"
    mine = folder_of(tmp_path, IN_THREAD, program="'postMessage(2)'", options=fickle)
    assert "must be an absolute path" in kata("run", threaded, mine, "--sandbox", sandbox).out


def test_a_kata_without_threads_has_none(kata: Kata, make_kata: MakeKata, tmp_path: Path, sandbox: str) -> None:
    """Where node:worker_threads is not among the imports it is refused."""
    mine = folder_of(tmp_path, IN_THREAD)
    outcome = kata("run", make_kata(), mine, "--sandbox", sandbox)
    assert "asked for 'node:worker_threads'" in outcome.out


ENDED_AT_ONCE = """\
import { Worker } from 'node:worker_threads';
export async function answer(n, program) {
  for (let ms = 0; n === 1 && ms < 60; ms += 2) {
    const workers = Array.from({ length: 4 }, () => new Worker(program));
    await new Promise((then) => setTimeout(then, ms));
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return 2 * n;
}
"""


def test_a_thread_may_be_terminated_while_it_starts(kata: Kata, threaded: Path, tmp_path: Path, sandbox: str) -> None:
    """At whatever moment that is, the process lives on."""
    with (threaded / "kata.toml").open("a") as toml:
        toml.write("[limits]\nact_s = 20\nrun_s = 60\n")
    solution = tmp_path / "solution.mjs"
    solution.write_text(ENDED_AT_ONCE)
    outcome = kata("run", threaded, solution, "--sandbox", sandbox)
    assert outcome.code == 0, outcome.out + outcome.err

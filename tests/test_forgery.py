"""Submissions that try to pass without solving anything: none gets a point, none breaks the run."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import KATA_TOML, SOLUTIONS, Outcome

Kata = Callable[..., Outcome]
Solution = Callable[..., Path]
MakeKata = Callable[..., Path]

EMPTY = "export class MyEventEmitter {}\n"
FORGERIES = {
    "ends the process well": "process.exit(0);",
    "ends it by every name": "process.exitCode = 0; process.reallyExit(0);",
    "ends it after loading": EMPTY + "process.nextTick(() => process.exit(0));",
    "ends it in the constructor": "export class MyEventEmitter { constructor() { process.exit(0); } }",
    "disarms assert": "require('node:assert/strict').strictEqual = () => {}; module.exports = { MyEventEmitter: class {} };",
    "disarms assert quietly": EMPTY
    + "try { process.getBuiltinModule('node:assert').strict.deepEqual = () => {}; } catch {}",
    "says that tests passed": EMPTY
    + """console.log('ok 1 - C1'); console.log(JSON.stringify({ test: { name: 'C1', status: 'pass', duration_ms: 1 } }));
console.log('{"end":true}'); process.stdout.write('{"seen":"[1]"}\\n'); process._rawDebug('{"seen":"[1]"}');""",
    "answers with every id": EMPTY
    + "for (let i = 0; i < 100; i++) process.stdout.write(JSON.stringify({ id: String(i), seen: '[true]' }) + '\\n');",
    "patches JSON": EMPTY
    + "const { stringify } = JSON; JSON.stringify = (v, ...r) => stringify(v && v.threw ? { id: v.id, seen: '[true]' } : v, ...r);",
    "patches prototypes": EMPTY
    + """Object.prototype.seen = '[true]'; Object.prototype.passed = true; Object.prototype.then = undefined;
Array.prototype.push = function () { return 0; }; Array.prototype.map = function () { return []; };
Function.prototype.call = () => true; Function.prototype.apply = () => true;""",
    "patches iteration": EMPTY
    + "Array.prototype[Symbol.iterator] = function* () {}; Map.prototype.get = () => true; Set.prototype.has = () => true;",
    "patches promises": EMPTY + "Promise.prototype.then = function (f) { f({ seen: '[true]' }); return this; };",
    "replaces globals": EMPTY
    + "globalThis.Promise = class {}; globalThis.Buffer = {}; globalThis.Array = {}; globalThis.Error = class {};",
    "is a proxy of everything": "const any = new Proxy(function () {}, { get: () => any, apply: () => any, construct: () => any, has: () => true });\nexport const MyEventEmitter = any;",
    "is a thenable": "export class MyEventEmitter { then(resolve) { resolve({}); } }",
    "has the module be a thenable": EMPTY + "export const then = (resolve) => resolve({ MyEventEmitter: class {} });",
    "throws what looks like an answer": "export class MyEventEmitter { on() { throw { seen: '[true]', name: 'AssertionError', generatedMessage: true }; } }",
    "catches every exception": EMPTY
    + "process.on('uncaughtException', () => {}); process.on('unhandledRejection', () => {}); process.emit = () => true;",
    "leaves before the end": EMPTY
    + "process.on('beforeExit', () => process.exit(0)); process.on('exit', () => { process.exitCode = 0; });",
    "waits for ever": EMPTY + "await new Promise(() => {});",
    "stops itself": EMPTY + "process.kill(process.pid, 'SIGSTOP');",
    "kills everybody": EMPTY
    + "try { process.kill(-1, 'SIGKILL'); } catch {} try { process.kill(1, 'SIGKILL'); } catch {} process.kill(process.pid, 'SIGKILL');",
    "imports the scenarios": EMPTY + "await import('kata:/tests/hidden.scenarios.mjs').catch(() => {});",
    "imports the harness": EMPTY + "await import('/sandbox/host/serve.mjs').catch(() => {});",
    "reaches the loader": "try { module.constructor._load('node:test').test = () => {}; } catch {}\nmodule.exports = { MyEventEmitter: class {} };",
}


@pytest.mark.parametrize("text", FORGERIES.values(), ids=FORGERIES.keys())
def test_a_forgery_gets_no_point(kata: Kata, sandbox: str, solution: Solution, text: str) -> None:
    """What it does to its own process brings it nothing: it is judged, in time, and with no point."""
    name = "forged.cjs" if "module.exports" in text else "forged.mjs"
    outcome = kata(
        "run", "event-emitter", solution(text, name), "--sandbox", sandbox, "--format", "json", "--time-limit", "3"
    )
    assert outcome.code == 1, outcome.err
    report = json.loads(outcome.out)
    assert (report["score"], report["verdict"] in ("accepted", "partially_accepted", "internal_error")) == (0, False)


CORRECT = (SOLUTIONS / "accepted" / "reference.mjs").read_text()
FORBIDDEN = {
    "imports what it may not": "await import('node:fs').catch(() => {});",
    "hides that from the report": "Object.prototype.toJSON = () => ({}); await import('node:fs').catch(() => {});",
    "talks the rules round": "Set.prototype.has = () => true; Array.prototype.find = () => true; RegExp.prototype.test = () => true; await import('node:fs').catch(() => {});",
    "swallows the frame": "const { from } = Buffer; Buffer.from = (d, ...r) => (String(d).includes('refused') ? from('') : from(d, ...r)); await import('node:fs').catch(() => {});",
    "leaves its folder": "await import('../x.mjs').catch(() => {});",
    "asks for Node's internals": "try { process.binding('fs'); } catch {}",
    "extends Node's own": "MyEventEmitter.prototype.on = Object.getPrototypeOf(Object.getPrototypeOf(process)).on;",
    "uses process as its emitter": "const { on } = MyEventEmitter.prototype; MyEventEmitter.prototype.on = function (...a) { process.on('mine', () => {}); return on.apply(this, a); };",
    "takes a method through Reflect.apply": "const { apply } = Reflect; let m; Reflect.apply = (f, ...r) => { m = f; return apply(f, ...r); }; try { process.on('x', () => {}); } catch {} Reflect.apply = apply;",
}


@pytest.mark.parametrize("text", FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_a_correct_solution_that_breaks_the_rules_is_not_accepted(
    kata: Kata, sandbox: str, solution: Solution, text: str
) -> None:
    """What the kata forbids is noticed whatever else the solution gets right, and however it covers it up."""
    outcome = kata("run", "event-emitter", solution(f"{CORRECT}\n{text}"), "--sandbox", sandbox, "--format", "json")
    assert json.loads(outcome.out)["verdict"] == "policy_violation"


def test_a_box_that_speaks_between_acts_is_not_believed(kata: Kata, sandbox: str, make_kata: MakeKata) -> None:
    """A kata that allows files gives a solution descriptor 1; writing there is found out, answer or not."""
    toml = KATA_TOML.replace('exports = ["answer"]', 'exports = ["answer"]\nimports = ["node:fs"]')
    text = 'import fs from \'node:fs\';\nexport const answer = (x) => { setImmediate(() => {}); queueMicrotask(() => fs.writeSync(1, \'{"id":"0","seen":"[2]"}\\n\')); return 2 * x; };'
    outcome = kata("run", make_kata(toml=toml), "-", "--sandbox", sandbox, "--format", "json", stdin=text)
    assert json.loads(outcome.out)["verdict"] == "runtime_error"


SECRETS = """
const found = [];
const keep = (value) => { try { found.push(typeof value === 'function' ? Function.prototype.toString.call(value) : String(value)); } catch {} };
const { push } = Array.prototype;
for (const [holder, name] of [[Array.prototype, 'push'], [Map.prototype, 'set'], [Set.prototype, 'add'], [Reflect, 'apply']]) {
  const original = holder[name];
  holder[name] = function (...args) { for (const arg of args) { keep(arg); } return Reflect.construct ? original.apply(this, args) : undefined; };
}
Error.prepareStackTrace = (error, frames) => { for (const frame of frames) { keep(frame.getFunction()); keep(frame.getThis()); } return error.stack; };
export class MyEventEmitter {
  on(event, listener) {
    keep(listener); keep(new Error('x').stack);
    try { Map.prototype.get.call(listener); } catch (error) { keep(error.message); }
    throw new Error(found.join('\\n'));
  }
}
"""


def test_no_line_of_a_hidden_file_is_shown(kata: Kata, sandbox: str, solution: Solution, tmp_path: Path) -> None:
    """A solution that throws all the source it can get at shows no line of a hidden test or scenario."""
    from tests.conftest import ROOT

    report = tmp_path / "report.json"
    outcome = kata("run", "event-emitter", solution(SECRETS), "--sandbox", sandbox, "-v", "--report", report)
    assert outcome.code == 1
    shown = outcome.out + outcome.err + report.read_text()
    tests = ROOT / "katas" / "event-emitter" / "tests"
    hidden = {
        line.strip()
        for name in ("test", "scenarios")
        for line in (tests / f"hidden.{name}.mjs").read_text().splitlines()
    }
    public = {
        line.strip()
        for name in ("test", "scenarios")
        for line in (tests / f"public.{name}.mjs").read_text().splitlines()
    }
    assert not {line for line in hidden - public if len(line) > 16 and line in shown}

// Serves one act: a fresh solution, a fresh clock, the scenario, and what was observed. Used by the box
// (main.mjs) and, unsandboxed, by the in-process transport of the judge.
import { decode, encode } from '../observation.mjs';
import { createCalls, createWaitFor, fixturesIn } from './tools.mjs';

const MAX_MESSAGE = 4000;
const realImmediate = setImmediate; // taken now: a clock may replace it

/** What a solution must export, and does not. */
class MissingExport extends Error {
  name = 'MissingExport';
}

/** `{ prepare, serve }` for one kata: `exports` are the names a solution must export, `scenarios` the
 * scenarios' namespace, `fixtures` the folder of its fixtures, `loader` is as createLoader gives it,
 * `time` as clock.mjs does. With `processes` (see processes.mjs) the solution is loaded there and not here.
 *
 * `prepare()` starts a fresh clock and loads a fresh solution. `serve(act, prepared)` acts on what it gave, once:
 * `act` is `{ scenario, input, mutant, loaded, waits }`; `loaded()` is called when the solution is, and `waits(what)`
 * when the scenario says what it awaits, or null.
 * `serve` resolves, never rejects, with `{ seen }` (encoded text) or
 * `{ threw: { name, message, stack }, phase: "load" | "act" | "observe", place? }`. */
export function createServe({ time, exports, scenarios, fixtures, loader, processes = null }) {
  const fixture = fixturesIn(fixtures);
  const load = async () => pick(await loader.load(), exports);

  async function prepare() {
    const clock = time.begin();
    if (processes) return { clock };
    try {
      return { clock, solution: await load() };
    } catch (error) {
      const place = loader.locate(error);
      return { failed: { threw: describe(error), phase: 'load', ...(place && { place }) } };
    }
  }

  async function play({ scenario, input, waits }, { clock, solution }) {
    let phase = 'act';
    const calls = createCalls();
    const tools = { input: decode(input), calls, clock, fixture, reload: load, start: processes?.start };
    try {
      const seen = await scenarios[scenario](solution, { ...tools, waitFor: createWaitFor(waits) });
      phase = 'observe';
      return { seen: encode(seen) };
    } catch (error) {
      const threw = describe(error);
      return processes?.loadFailure() ?? { threw: processes?.explain(threw) ?? threw, phase };
    }
  }

  async function serve(act, prepared) {
    const { failed, ...ready } = await prepared;
    if (!failed && !processes) act.loaded();
    processes?.begin(act);
    const reply = failed ?? (await play(act, ready));
    await processes?.end();
    time.end();
    await eventLoopTurn(); // a rejection that nobody handles surfaces now, in the act that caused it
    return reply;
  }

  return { prepare, serve };
}

/** The exports `names` that a kata asks for, from an ES module or from module.exports. Where it asks for one alone,
 * a function or class that is the default export, or module.exports itself, is that one. Throws MissingExport. */
export function pick(namespace, names) {
  const commonjs = namespace['module.exports'] ?? namespace.default;
  const holder = (name) => (name in namespace ? namespace : commonjs);
  const missing = names.filter((name) => holder(name)?.[name] === undefined);
  if (missing.length && names.length === 1 && typeof commonjs === 'function') return { [names[0]]: commonjs };
  if (missing.length)
    throw new MissingExport(`the solution does not export ${missing.join(', ')}; ${whatIsThere(namespace, commonjs)}`);
  return Object.fromEntries(names.map((name) => [name, holder(name)[name]]));
}

function whatIsThere(namespace, commonjs) {
  const own = Object.keys(namespace).filter((name) => name !== 'default' && name !== 'module.exports');
  const inner = commonjs !== null && typeof commonjs === 'object' ? Object.keys(commonjs) : [];
  const names = [...new Set([...own, ...inner])].slice(0, 10);
  if (names.length) return `it exports ${names.join(', ')}`;
  if (typeof commonjs === 'function')
    return `it exports only ${commonjs.name || 'a function'} as its default (export it by name)`;
  return 'it exports nothing';
}

/** `{ name, message, code?, stack }` of anything that was thrown; whatever it is, this does not throw. */
export function describe(error) {
  try {
    return describeError(error);
  } catch {
    return { name: 'Error', message: 'threw something that cannot be looked at', stack: '' };
  }
}

function describeError(error) {
  if (!(error instanceof Error))
    return { name: 'Error', message: `threw ${clip(printable(error))}, which is not an Error`, stack: '' };
  const { name, message, code, stack } = error;
  return {
    name: clip(printable(name)),
    message: clip(printable(message)),
    ...(code !== undefined && { code: clip(printable(code)) }),
    stack: clip(printable(stack)),
  };
}

function printable(value) {
  try {
    return typeof value === 'symbol' ? value.toString() : String(value);
  } catch {
    return 'a value that cannot be shown';
  }
}

const clip = (text) => (text.length > MAX_MESSAGE ? `${text.slice(0, MAX_MESSAGE)}…` : text);
const eventLoopTurn = () => new Promise((resolve) => realImmediate(resolve));

// node:test's events as lines of JSON on descriptor 1, the judge's own channel to the supervisor.
import { inspect } from 'node:util';
import { send } from '../lines.mjs';

const MAX_TEXT = 4000;

let hear = null;

/** Has `listener` told when a suite of tests has run. */
export function hearSuites(listener) {
  hear = listener;
}

/** Sends `{ test: { name, status, duration_ms, error? } }` for every test, and `{ end: true }` once all
 * have run. `status` is "pass", "fail" or "skip"; suites are not reported. */
// eslint-disable-next-line require-yield -- what a reporter yields goes to its destination; this one sends by itself
export default async function* report(events) {
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (data.details.type === 'suite') {
      if (data.nesting === 0) hear?.();
      continue;
    }
    send({
      test: {
        name: data.name,
        status: statusOf(type, data),
        duration_ms: data.details.duration_ms,
        ...errorOf(data.details.error),
      },
    });
  }
  send({ end: true });
}

function statusOf(type, data) {
  if (data.skip !== undefined || data.todo !== undefined) return 'skip';
  return type === 'test:pass' ? 'pass' : 'fail';
}

/** `{ error: { kind, message, expected?, actual?, counterexample? } }`; `kind` is "assertion" for a
 * judgement, "act" for an act without an observation, "error" for a test that broke by itself. */
function errorOf(error) {
  if (!error) return {};
  const cause = error.cause instanceof Error ? error.cause : error;
  const { name, code, message, counterexample } = cause;
  const kind =
    code === 'ERR_ASSERTION' ? 'assertion' : name === 'ActError' || name === 'ObservationError' ? 'act' : 'error';
  const values = kind === 'assertion' ? { expected: show(cause.expected), actual: show(cause.actual) } : {};
  const text = kind === 'assertion' ? wordsOf(cause) : String(message);
  return {
    error: { kind, message: clip(text), ...values, ...(counterexample && { counterexample: clip(counterexample) }) },
  };
}

/** The author's own words. What node:assert adds is the values again, or a line of the test's source. */
function wordsOf({ generatedMessage, message }) {
  return generatedMessage ? '' : message.split('\n+ actual - expected')[0];
}

const show = (value) =>
  clip(inspect(value, { depth: 8, breakLength: 76, maxArrayLength: 60, maxStringLength: 600, sorted: false }));
const clip = (text) => (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text);

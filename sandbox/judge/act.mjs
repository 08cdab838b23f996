// What a test file imports as 'kata': act(scenario, input).
import { afterEach, beforeEach } from 'node:test';
import { decode, encode } from '../observation.mjs';

const transport =
  process.env.KATA_TRANSPORT === 'supervised' ? await import('./supervised.mjs') : await import('./inprocess.mjs');
const current = { test: null, acts: 0 };

beforeEach((context) => {
  current.test = context.name;
  current.acts = 0;
});

afterEach((context) => {
  if (context.passed !== false && current.acts === 0)
    throw new Error('this test asked for no observation, so it shows nothing');
});

/** An act that gave no observation: the solution did not load, its process died, a limit was reached.
 * `verdict` is the test's, in the words of the report; `lost` tells that a box was lost with it. */
export class ActError extends Error {
  name = 'ActError';
  constructor({ verdict, message, lost }) {
    super(message);
    this.verdict = verdict;
    this.lost = lost;
  }
}

/** What the scenario of that name observed, run on a freshly loaded solution.
 * `input` and the observation may hold what observation.mjs carries. Throws ActError. */
export async function act(scenario, input) {
  const reply = await transport.exchange({ test: current.test, scenario, input: encode(input) });
  if (reply.failed) throw new ActError(reply.failed);
  const seen = decode(reply.seen);
  current.acts += 1;
  return seen;
}

/** The test that is running, by name. */
export const currentTest = () => current.test;

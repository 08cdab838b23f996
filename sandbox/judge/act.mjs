// What a test file imports as 'kata': act(scenario, input).
import { afterEach, beforeEach } from 'node:test';
import { decode, encode } from '../observation.mjs';

const transport =
  process.env.KATA_TRANSPORT === 'supervised' ? await import('./supervised.mjs') : await import('./inprocess.mjs');
const current = { test: null, acts: 0, draws: 0 };
const mutation = { on: undefined, reached: new Set() };

beforeEach((context) => {
  Object.assign(current, { test: context.name, acts: 0, draws: 0 });
});

afterEach((context) => {
  if (context.passed !== false && current.acts === 0)
    throw new Error('this test asked for no observation, so it shows nothing');
});

/** An act that gave no observation: the solution did not load, its process died, a limit was reached.
 * `verdict` is the test's, in the words of the report; `lost` tells that a box was lost with it. `stack` is that of
 * the solution, where it acts in this process. */
export class ActError extends Error {
  name = 'ActError';
  constructor({ verdict, message, lost, stack }) {
    super(message);
    this.verdict = verdict;
    this.lost = lost;
    if (stack) this.stack = stack;
  }
}

/** What the scenario of that name observed, run on a freshly loaded solution.
 * `input` and the observation may hold what observation.mjs carries. Throws ActError. */
export async function act(scenario, input) {
  return (await exchange(scenario, input)).seen;
}

/** The same, as `seen`, with `grownMb`: by how many megabytes at most the memory of the box grew, as seen from outside
 * of it; null where nobody can tell (a container on another machine, plain `node --test`). */
export async function measure(scenario, input) {
  const { seen, grown } = await exchange(scenario, input, { measured: true });
  return { seen, grownMb: grown === null ? null : grown / 1e6 };
}

async function exchange(scenario, input, options) {
  const { on } = mutation;
  const request = { test: on ?? current.test, scenario, input: encode(input), mutant: on, ...options };
  const { reached = [], failed, seen, grown = null } = await transport.exchange(request);
  for (const id of reached) mutation.reached.add(id);
  if (failed) throw new ActError(failed);
  const observed = decode(seen);
  current.acts += 1;
  return { seen: observed, grown };
}

/** The test that is running, by name, and how often it has drawn before. */
export const nextDraw = () => ({ test: current.test ?? '', draws: current.draws++ });

/** For mutants.mjs: the acts from now on are the mutant's, in the solution and in what they are reported under. */
export function switchOn(mutant) {
  mutation.on = mutant;
}

/** The mutants that were reached since it was last asked. */
export function takeReached() {
  const { reached } = mutation;
  mutation.reached = new Set();
  return reached;
}

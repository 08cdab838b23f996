// What a test file imports as 'kata/property': random inputs that the run's seed fixes.
import fc from 'fast-check';
import { nextDraw } from './act.mjs';

const SEED = Number(process.env.KATA_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** How many smaller values are tried for a failing one: enough for a readable example, and each costs an act. */
const SHRINKS = 50;

/** The next seed of the running test: its own, so that `--only` shows a test the same inputs. */
function nextSeed() {
  const { test, draws } = nextDraw();
  let hash = (SEED + draws) | 0;
  for (const character of test) hash = (Math.imul(hash, 31) + character.codePointAt(0)) | 0;
  return hash;
}

/** One value of a fast-check arbitrary. */
export function draw(arbitrary) {
  return fc.sample(arbitrary, { seed: nextSeed(), numRuns: 1 })[0];
}

/** All items, in an order that the seed fixes. */
export const shuffle = (items) => draw(fc.shuffledSubarray(items, { minLength: items.length }));

/** Holds when `predicate(value)` resolves for `runs` values of the arbitrary; otherwise throws what it
 * threw for the smallest value found among `shrinks`, which the error carries as text in `counterexample`. */
export async function property(arbitrary, predicate, { runs = 50, shrinks = SHRINKS } = {}) {
  let stopped = false;
  const body = async (value) => {
    if (stopped) return; // each smaller value could cost a box, too
    try {
      await predicate(value);
    } catch (error) {
      stopped = error.lost === true;
      throw error;
    }
  };
  const result = await fc.check(fc.asyncProperty(fc.limitShrink(arbitrary, shrinks), body), {
    seed: nextSeed(),
    numRuns: runs,
  });
  if (!result.failed) return;
  const error = result.errorInstance;
  error.counterexample = fc.stringify(result.counterexample[0]);
  throw error;
}

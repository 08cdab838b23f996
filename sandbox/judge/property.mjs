// What a test file imports as 'kata/property': random inputs that the run's seed fixes.
import fc from 'fast-check';
import { nextDraw } from './act.mjs';

const SEED = Number(process.env.KATA_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** How many smaller values are tried for a failing one: enough for a readable example, and each costs an act. */
const SHRINKS = 150;
/** How many values share an act: loading the solution for it takes longer than most of them. Not more, because
 * what is seen of them shares the room for one observation, too (see observation.mjs). */
const TOGETHER = 4;

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
  const limited = fc.limitShrink(arbitrary, shrinks);
  await hold(limited, predicate, { seed: nextSeed(), numRuns: runs });
}

/** The same of values that can share an act: `observe(values)` resolves with what was seen of each, and
 * `check(value, seen)` throws where that is wrong. A value that fails is tried again alone, and shrunk. */
export async function propertyOfMany(arbitrary, { observe, check, runs = 50, shrinks = SHRINKS }) {
  const limited = fc.limitShrink(arbitrary, shrinks);
  const seed = nextSeed();
  const values = fc.sample(limited, { seed, numRuns: runs });
  const alone = async (value) => check(value, (await observe([value]))[0]);
  for (let first = 0; first < runs; first += TOGETHER) {
    const some = values.slice(first, first + TOGETHER);
    let suspect = 0; // whichever it was, when the act itself failed
    try {
      const seen = await observe(some);
      for (; suspect < some.length; suspect += 1) check(some[suspect], seen[suspect]);
    } catch (error) {
      await hold(limited, alone, { seed, numRuns: some.length - suspect, path: `${first + suspect}` });
      throw withExample(error, some[suspect]); // it passes alone: what was before it in the act matters
    }
  }
}

async function hold(arbitrary, predicate, parameters) {
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
  const result = await fc.check(fc.asyncProperty(arbitrary, body), parameters);
  if (result.failed) throw withExample(result.errorInstance, result.counterexample[0]);
}

const withExample = (error, value) => Object.assign(error, { counterexample: fc.stringify(value) });

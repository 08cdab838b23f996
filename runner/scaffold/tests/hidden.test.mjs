// Runs in the judge, away from the solution. A test asks for an observation and judges it; its name begins
// with the id of the requirement that it checks. Inputs are drawn, so that no answer can be learnt by heart;
// the seed is in the report.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { act } from 'kata';
import { draw, property } from 'kata/property';

const ms = fc.integer({ min: 10, max: 5000 });
const shares = fc.array(fc.double({ min: 0, max: 0.9, noNaN: true }), { minLength: 1, maxLength: 6 });
/** Calls that follow one another sooner than `ms`. */
const burst = fc.record({ ms, shares }).map(({ ms, shares }) => ({
  ms,
  pauses: shares.map((share) => Math.floor(share * ms)),
  after: ms,
}));
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

test('C1 fn is called once, when it has been quiet for ms and not before', async () => {
  await property(
    burst,
    async (input) => {
      const seen = await act('calls_after_pauses', input);
      assert.deepEqual(
        seen.map(([when]) => when),
        [sum(input.pauses) + input.ms],
      );
    },
    { runs: 20 },
  );
});

test('C2 fn gets the arguments of the last call', async () => {
  const input = draw(burst);
  const [first] = await act('calls_after_pauses', input);
  const { length } = input.pauses;
  assert.deepEqual(first?.slice(1), [length - 1, 'of', length]);
});

test('E1 cancel drops the call that is waiting, and no later one', async () => {
  const input = draw(ms.chain((ms) => fc.record({ ms: fc.constant(ms), early: fc.integer({ min: 0, max: ms - 1 }) })));
  const seen = await act('cancel', input);
  const kept = [input.early + 3 * input.ms, 'kept'];
  assert.deepEqual(seen, { whileCancelled: [], calls: [kept] });
});

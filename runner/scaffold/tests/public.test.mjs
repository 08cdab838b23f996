// For the candidate: simple, friendly, and without random inputs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { act } from 'kata';

test('C1 fn is called when it has been quiet for 100 ms', async () => {
  const { early, calls } = await act('two_calls');
  assert.deepEqual([early.length, calls.length], [0, 1]);
});

test('C2 fn gets the arguments of the last call', async () => {
  const { calls } = await act('two_calls');
  assert.deepEqual(calls, [['fn', 'second']]);
});

test('E1 cancel drops the call that is waiting', async () => {
  assert.deepEqual(await act('cancelled'), []);
});

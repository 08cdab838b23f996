// A part of what is judged, to work with. What `act` names is in public.scenarios.mjs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { act } from 'kata';

test('C1 a listener gets the arguments of emit', async () => {
  assert.deepEqual(await act('emit_reaches_the_listener', [1, 'two']), [['listener', 1, 'two']]);
});

test('C2 emit tells whether anyone listened', async () => {
  assert.deepEqual(await act('emit_tells_whether_anyone_listened'), { known: true, unknown: false });
});

test('C3 calls chain', async () => {
  assert.equal(await act('calls_chain'), 2);
});

test('C4 listeners run in the order of their registration', async () => {
  assert.deepEqual(await act('listeners_in_order', ['ann', 'bob', 'cat']), [['ann'], ['bob'], ['cat']]);
});

test('C6 off removes a listener', async () => {
  assert.deepEqual(await act('off_between_two_emits'), [
    ['leaves', 1],
    ['stays', 1],
    ['stays', 2],
  ]);
});

test('C8 a once listener hears one emit', async () => {
  assert.deepEqual(await act('once_and_two_emits'), [['listener', 'first']]);
});

test('C12 listenerCount counts', async () => {
  assert.deepEqual(await act('counts'), [0, 2, 1]);
});

test('C13 removeAllListeners(event) leaves other events alone', async () => {
  assert.deepEqual(await act('remove_all_of_one_event'), [['b']]);
});

test('E1 off removes a once listener', async () => {
  assert.deepEqual(await act('off_after_once'), []);
});

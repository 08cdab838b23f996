// A part of what is judged, to work with. What `act` names is in public.scenarios.mjs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { act } from 'kata';

const START = Date.UTC(2030, 0, 1); // when every test begins

test('C1 a new breaker is CLOSED', async () => {
  const expected = { state: 'CLOSED', failureCount: 0, successCount: 0, lastFailureTime: null };
  assert.deepEqual(await act('new_breaker'), expected);
});

test('C2 values and errors pass through', async () => {
  const [value, error] = await act('outcomes_pass_through');
  assert.equal(value, 'fine');
  assert.equal(error.message, 'connection refused');
});

test('C3 the third failure of three opens', async () => {
  assert.deepEqual(await act('states_while_it_fails', 3), ['CLOSED', 'CLOSED', 'OPEN']);
});

test('C4 an open breaker refuses', async () => {
  assert.deepEqual(await act('call_of_an_open_breaker'), {
    outcome: { message: 'Circuit breaker is OPEN', code: 'CIRCUIT_OPEN' },
    calls: [],
  });
});

test('C5 an open breaker becomes HALF_OPEN by itself', async () => {
  assert.deepEqual(await act('states_over_time', [0, 999, 1]), ['OPEN', 'OPEN', 'HALF_OPEN']);
});

test('C6 successes on trial close it', async () => {
  assert.deepEqual(await act('trials', [true, true, true]), [
    ['HALF_OPEN', 1],
    ['HALF_OPEN', 2],
    ['CLOSED', 0],
  ]);
});

test('C7 a failure on trial opens it again', async () => {
  assert.deepEqual(await act('trials', [true, false]), [
    ['HALF_OPEN', 1],
    ['OPEN', 0],
  ]);
});

test('C8 a call that hangs is a failure', async () => {
  const seen = await act('call_that_hangs');
  assert.equal(seen.outcome.message, 'Circuit breaker timeout');
  assert.equal(seen.failureCount, 1);
});

test('C9 events tell what happens', async () => {
  assert.deepEqual(await act('events'), [
    ['failure', { error: 'connection refused', failureCount: 1 }],
    ['stateChange', 'OPEN'],
    ['open'],
    ['stateChange', 'HALF_OPEN'],
    ['halfOpen'],
    ['stateChange', 'CLOSED'],
    ['close'],
  ]);
});

test('C10 forceOpen and forceClose switch it by hand', async () => {
  assert.deepEqual(await act('forced_states'), ['OPEN', 'CLOSED']);
});

test('C13 a registry keeps one breaker for each name', async () => {
  const seen = await act('two_services');
  assert.equal(seen.isTheSame, true);
  assert.deepEqual(seen.all, {
    payments: { state: 'OPEN', failureCount: 1, successCount: 0, lastFailureTime: START },
    mail: { state: 'CLOSED', failureCount: 1, successCount: 0, lastFailureTime: START },
  });
});

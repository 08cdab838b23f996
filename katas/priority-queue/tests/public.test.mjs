// A part of what is judged, to work with. What `act` names is in public.scenarios.mjs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { act } from 'kata';

test('C1 a new queue is empty', async () => {
  const expected = { running: 0, queued: { high: 0, medium: 0, low: 0, total: 0 }, paused: false };
  assert.deepEqual(await act('new_queue'), expected);
});

test('C2 values and errors come out', async () => {
  assert.deepEqual(await act('outcomes'), ['fine', 'connection refused']);
});

test('C3 a free slot starts a task at once', async () => {
  assert.deepEqual(await act('task_in_a_free_slot'), [[0, 'first']]);
});

test('C4 high starts before medium before low', async () => {
  const seen = await act('starts', { options: { concurrency: 1 }, levels: ['low', 'low', 'medium', 'high'] });
  assert.deepEqual(seen, [
    [0, 'low'],
    [100, 'high'],
    [200, 'medium'],
    [300, 'low'],
  ]);
});

test('C6 two slots run two tasks', async () => {
  const seen = await act('starts', { options: { concurrency: 2 }, levels: ['high', 'high', 'high'] });
  assert.deepEqual(seen, [
    [0, 'high'],
    [0, 'high'],
    [100, 'high'],
  ]);
});

test('C8 a task that fails is tried again, and events tell of it', async () => {
  assert.deepEqual(await act('task_that_fails'), {
    outcome: 'connection refused',
    calls: [
      ['retry', { attempts: 1, delay: 2000, error: 'connection refused' }],
      ['retry', { attempts: 2, delay: 4000, error: 'connection refused' }],
      ['failed', { attempts: 3, error: 'connection refused' }],
    ],
  });
});

test('C10 a task may have a single attempt', async () => {
  const { calls } = await act('task_that_fails', { retries: 1 });
  assert.deepEqual(calls, [['failed', { attempts: 1, error: 'connection refused' }]]);
});

test('C11 a task that hangs rejects', async () => {
  assert.equal(await act('task_that_hangs'), 'Request timeout');
});

test('C15 a paused queue starts nothing', async () => {
  assert.deepEqual(await act('pause_and_resume'), [[1000, 'task']]);
});

test('C16 clear takes out a level', async () => {
  assert.deepEqual(await act('clear_a_level', 'low'), {
    count: 1,
    outcome: 'Queue cleared',
    queued: { high: 1, medium: 0, low: 0, total: 1 },
  });
});

test('E7 the signal is aborted by the timeout', async () => {
  assert.deepEqual(await act('signal_over_time'), [false, true]);
});

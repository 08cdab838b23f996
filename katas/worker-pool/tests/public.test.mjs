// A part of what is judged, to work with. What `act` names is in public.scenarios.mjs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { act } from 'kata';

test('C1 the stats of a pool without tasks', async () => {
  assert.deepEqual(await act('stats_of_a_new_pool', 2), { total: 2, busy: 0, available: 2, queued: 0 });
});

test('C2 execute resolves with the data of the answer', async () => {
  assert.deepEqual(await act('one_by_one', [['post', { data: { name: 'Ada' } }]]), [{ value: { name: 'Ada' } }]);
});

test('C3 an answer with an error rejects', async () => {
  const seen = await act('one_by_one', [['post', { error: 'no such file' }]]);
  assert.deepEqual(seen, [{ error: 'no such file' }]);
});

test('C4 more tasks than workers, each with its own result', async () => {
  const data = [1, 2, 3, 5].map((iterations) => ({ iterations }));
  const seen = await act('sums', { size: 2, data });
  assert.deepEqual(
    seen,
    [0, 1, 1 + Math.SQRT2, 1 + Math.SQRT2 + Math.sqrt(3) + 2].map((value) => ({ value })),
  );
});

test('C8 an exception in a worker rejects its task', async () => {
  assert.deepEqual(await act('one_by_one', [['throw', 'out of paper']]), [{ error: 'out of paper' }]);
});

test('C9 the pool goes on after a crash', async () => {
  const seen = await act('one_by_one', [
    ['throw', 'out of paper'],
    ['post', { data: 'here again' }],
  ]);
  assert.deepEqual(seen, [{ error: 'out of paper' }, { value: 'here again' }]);
});

test('C10 destroy rejects the tasks that wait', async () => {
  assert.deepEqual(await act('destroy_with_tasks_that_wait'), { error: 'Pool destroyed' });
});

test('C11 a destroyed pool has no workers and takes no tasks', async () => {
  const stats = { total: 0, busy: 0, available: 0, queued: 0 };
  assert.deepEqual(await act('execute_after_destroy'), { outcome: { error: 'Pool is destroyed' }, stats });
});

test('C14 data that the worker refuses', async () => {
  assert.deepEqual(await act('sums', { size: 1, data: [null] }), [{ error: 'no iterations in null' }]);
});

test('E12 a pool needs a worker', async () => {
  assert.equal(await act('size_of_nothing'), 'RangeError');
});

// A part of what is judged, to work with. What `act` names is in public.scenarios.mjs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { act } from 'kata';

const START = Date.UTC(2030, 0, 1); // when every test begins, a Tuesday

test('C1 an interval job runs every interval', async () => {
  assert.deepEqual(await act('times_of_runs', { config: 1000, ms: 3500 }), [1000, 2000, 3000]);
});

test('C2 events tell what happens', async () => {
  assert.deepEqual(await act('events'), [
    ['scheduled', { name: 'job', nextRun: new Date(START + 1000) }],
    ['jobStart', { name: 'job', runCount: 1 }],
    ['jobComplete', { name: 'job', runCount: 1 }],
    ['jobStart', { name: 'job', runCount: 2 }],
    ['jobError', { name: 'job', error: 'out of order' }],
    ['cancelled', { name: 'job' }],
  ]);
});

test('C4 the next run of a cron job', async () => {
  assert.deepEqual(await act('next_run', '30 14 * * *'), new Date('2030-01-01T14:30:00Z'));
  assert.deepEqual(await act('next_run', '*/20 8-17 * * *'), new Date('2030-01-01T08:00:00Z'));
});

test('C6 an expression of four fields is refused', async () => {
  assert.equal(await act('bad_expression'), 'Invalid cron expression');
});

test('C7 a cron job runs at every match', async () => {
  const minute = 60_000;
  const times = await act('times_of_runs', { config: '*/15 * * * *', ms: 60 * minute });
  assert.deepEqual(times, [15 * minute, 30 * minute, 45 * minute, 60 * minute]);
});

test('C10 a paused job does not run until it is resumed', async () => {
  assert.deepEqual(await act('stages'), [4, 0, 4, 0]);
});

test('C12 the interval begins when the handler has finished', async () => {
  assert.deepEqual(await act('times_of_runs', { config: 1000, takes: 400, ms: 4000 }), [1000, 2400, 3800]);
});

test('C13 a run without a slot is tried again every second', async () => {
  assert.deepEqual(await act('one_slot_for_two'), [
    ['first', 10_000],
    ['second', 12_100],
  ]);
});

test('C14 the status of a job', async () => {
  assert.deepEqual(await act('status'), {
    job: {
      enabled: true,
      nextRun: new Date(START + 2300),
      lastRun: new Date(START + 1000),
      runCount: 1,
      running: false,
    },
  });
});

test('C15 jobs are saved, and init tells of them', async () => {
  const { file, loaded } = await act('what_is_saved');
  assert.deepEqual(file, {
    job: {
      config: { type: 'interval', interval: 1000 },
      nextRun: '2030-01-01T00:00:03.000Z',
      lastRun: '2030-01-01T00:00:02.000Z',
      runCount: 2,
      enabled: true,
    },
  });
  assert.deepEqual(loaded, [file]);
});

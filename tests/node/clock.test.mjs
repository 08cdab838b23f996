// Virtual time: every source of time moves together, and none moves by itself.
import assert from 'node:assert/strict';
import timersModule, { setTimeout as importedTimeout } from 'node:timers';
import { setTimeout as sleep } from 'node:timers/promises';
import { performance as importedPerformance } from 'node:perf_hooks';
import { afterEach, beforeEach, test } from 'node:test';
import { virtualTime } from '../../sandbox/host/clock.mjs';

const real = { setTimeout, Date, performance: performance.now, abort: AbortSignal.timeout };
const time = virtualTime();
let clock;
beforeEach(() => {
  clock = time.begin();
});
afterEach(() => time.end());

const sources = {
  'Date.now': () => Date.now(),
  'new Date': () => new Date().getTime(),
  'performance.now': () => performance.now(),
  perf_hooks: () => importedPerformance.now(),
  'performance.timeOrigin': () => performance.timeOrigin + performance.now(),
  'timeOrigin of perf_hooks': () => importedPerformance.timeOrigin + importedPerformance.now(),
  'process.hrtime': () => process.hrtime()[0] * 1000 + process.hrtime()[1] / 1e6,
  'process.hrtime.bigint': () => Number(process.hrtime.bigint() / 1_000_000n),
};
for (const [name, read] of Object.entries(sources)) {
  test(`${name} stands still until time passes, and then shows it`, async () => {
    const before = read();
    for (let i = 0; i < 1e5; i++) Math.sqrt(i);
    assert.equal(read(), before);
    await clock.tick(90_061_001);
    assert.equal(Math.round(read() - before), 90_061_001);
  });
}

const waits = {
  setTimeout: (done) => setTimeout(done, 1000),
  setInterval: (done) => setInterval(done, 1000),
  'node:timers': (done) => importedTimeout(done, 1000),
  'node:timers, by its default': (done) => timersModule.setTimeout(done, 1000),
  'timers/promises': (done) => sleep(1000).then(done),
  'AbortSignal.timeout': (done) => AbortSignal.timeout(1000).addEventListener('abort', done),
};
for (const [name, wait] of Object.entries(waits)) {
  test(`${name} fires when its time has come and not before`, async () => {
    let fired = 0;
    wait(() => (fired += 1));
    await clock.tick(999);
    assert.equal(fired, 0);
    await clock.tick(1);
    assert.equal(fired, 1);
  });
}

test('promises settle between timers', async () => {
  const order = [];
  setTimeout(() => order.push('second'), 2);
  setTimeout(async () => {
    await null;
    order.push('first');
  }, 1);
  await clock.tick(2);
  assert.deepEqual(order, ['first', 'second']);
});

test('counts the timers that wait', async () => {
  setTimeout(() => {}, 5);
  const interval = setInterval(() => {}, 5);
  assert.equal(clock.timers(), 2);
  await clock.tick(5);
  clearInterval(interval);
  assert.deepEqual([clock.timers(), clock.now()], [0, 5]);
});

test('microtasks and nextTick stay real', async () => {
  const order = [];
  process.nextTick(() => order.push('tick'));
  queueMicrotask(() => order.push('micro'));
  await clock.settle();
  assert.deepEqual(order.sort(), ['micro', 'tick']);
});

test('gives every source of time back', () => {
  time.end();
  assert.deepEqual({ setTimeout, Date, performance: performance.now, abort: AbortSignal.timeout }, real);
  time.begin();
});

test('a second act starts anew, with the timers of the first gone', async () => {
  let fired = 0;
  setTimeout(() => (fired += 1), 10);
  await clock.tick(5);
  clock = time.begin();
  assert.deepEqual([clock.now(), clock.timers()], [0, 0]);
  await clock.tick(100);
  assert.equal(fired, 0);
});

const holders = {
  'a timeout': () => setTimeout(() => {}, 5),
  'an interval': () => setInterval(() => {}, 5),
  'a sleep': () => sleep(5),
};
for (const [name, start] of Object.entries(holders)) {
  test(`${name} waits and keeps the process alive`, () => {
    start();
    assert.deepEqual(clock.waiting(), [{ delay: 5, holds: true }]);
  });
}

const others = {
  'a timeout that is unref’ed': () => setTimeout(() => {}, 5).unref(),
  'a sleep that says so': () => sleep(5, undefined, { ref: false }),
  'AbortSignal.timeout': () => AbortSignal.timeout(5),
};
for (const [name, start] of Object.entries(others)) {
  test(`${name} waits and does not keep the process alive`, () => {
    start();
    assert.deepEqual(clock.waiting(), [{ delay: 5, holds: false }]);
  });
}

test('a delay that is too long for a timer is told as what Node makes of it', () => {
  setTimeout(() => {}, 2 ** 31);
  assert.deepEqual(
    clock.waiting().map(({ delay }) => delay),
    [1],
  );
});

test('a timer that has gone off, or was cleared, does not wait any more', async () => {
  setTimeout(() => {}, 5);
  clearTimeout(setTimeout(() => {}, 50));
  await clock.tick(5);
  assert.deepEqual(clock.waiting(), []);
});

test('every performance.timeOrigin is the beginning of virtual time, until it ends', () => {
  const start = Date.UTC(2030, 0, 1);
  assert.deepEqual([performance.timeOrigin, importedPerformance.timeOrigin], [start, start]);
  time.end();
  assert.notEqual(importedPerformance.timeOrigin, start);
  time.begin();
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { act } from 'kata';
import { draw, property } from 'kata/property';
import {
  alone,
  answer,
  atOnce,
  crashes,
  destroy,
  direct,
  echo,
  entriesOf,
  failed,
  finish,
  historyOf,
  hold,
  range,
  replies,
  reply,
  several,
  text,
} from './hidden.model.mjs';

const exitCodes = fc.integer({ min: 1, max: 120 });
const answersOf = (least) => fc.array(answer, { minLength: least, maxLength: least + 2 });
const drawRecord = (fields) => draw(fc.record(fields));

const statsOf = (total, busy, queued = 0) => ({ total, busy, available: total - busy, queued });
const succeeded = (values) => values.map((value) => ({ value }));
const isError = (outcome) => outcome?.isError === true;
const runningIn = ({ moments }) => moments.map(({ running }) => running);

const play = (size, rounds) => act('history', { size, rounds });
const last = ({ moments }) => moments.at(-1);

/** Both workers of a pool of two have a task, and answer. */
const workOfTwo = (first) => [
  [hold(first), hold(first + 1)],
  [reply(first), reply(first + 1)],
];
/** One task more than a pool of two can run, and how that looks. */
const fillTwo = (first) => range(3, first).map(hold);
const capacity = ({ stats, running, living }) => ({ stats, running, living });
const fullTwo = (first) => ({ stats: statsOf(2, 2, 1), running: alone(range(2, first)), living: 2 });
const idleTwo = { stats: statsOf(2, 0), running: [], living: 2 };
const destroyed = { living: 0, stats: statsOf(0, 0) };
const hasResolved = (outcome) => 'living' in Object(outcome);

const FEW = { runs: 1, shrinks: 5 }; // each history starts threads

test('C1 every worker is started at once', async () => {
  const size = draw(several);
  const { moments } = await play(size, [[]]);
  assert.deepEqual(moments, [{ started: size, living: size, running: [], stats: statsOf(size, 0) }]);
});

test('C1 stats counts the workers with a task and the tasks that wait', async () => {
  const tasks = range(2 + draw(several));
  const { moments } = await play(2, [[], tasks.map(hold), ...tasks.map(() => [['finishAny', ['post', {}]]])]);
  const expected = [...tasks, tasks.length].map((finished) => {
    const left = tasks.length - finished;
    return statsOf(2, Math.min(2, left), Math.max(left - 2, 0));
  });
  assert.deepEqual(
    moments.map(({ stats }) => stats),
    [statsOf(2, 0), ...expected],
  );
});

test('C1 a relative path starts at the current folder', async () => {
  const iterations = draw(fc.integer({ min: 2, max: 100 }));
  assert.deepEqual(await act('relative_path', { iterations }), { value: sumOfRoots(iterations) });
});

test('C2 execute resolves with the data of the answer', async () => {
  const drawn = draw(answersOf(2));
  const values = [...drawn, new Map([['drawn', drawn[0]]]), new Date(0), new Set([1n]), [drawn], 'text', true, -1.5];
  const seen = await play(1, [values.map((value, task) => echo(task, value))]);
  assert.deepEqual(Object.values(seen.outcomes), succeeded(values));
});

test('C3 an answer with an error rejects with an Error of that message', async () => {
  const messages = draw(fc.uniqueArray(text, { minLength: 2, maxLength: 5 }));
  const seen = await play(1, [messages.map((error, task) => atOnce(task, 'post', { error, data: task }))]);
  assert.deepEqual(Object.values(seen.outcomes), messages.map(failed));
});

test('C3 an error that is empty is none', async () => {
  const [first, second] = draw(answersOf(2));
  const messages = [
    { error: '', data: first },
    { data: second, error: undefined },
  ];
  const seen = await play(1, [messages.map((message, task) => atOnce(task, 'post', message))]);
  assert.deepEqual(Object.values(seen.outcomes), succeeded([first, second]));
});

test('C4 order and results hold in any history', async () => {
  await property(
    fc.record({ size: several, entries: entriesOf(replies) }),
    async ({ size, entries }) => {
      const { rounds, running, outcomes } = historyOf(size, entries);
      const seen = await play(size, rounds);
      assert.deepEqual({ running: runningIn(seen), outcomes: seen.outcomes }, { running, outcomes });
    },
    FEW,
  );
});

test('C5 a pool of one runs one task after the other', async () => {
  const tasks = range(draw(fc.integer({ min: 3, max: 6 })));
  const seen = await play(1, [tasks.map(hold), ...tasks.map((task) => [reply(task)])]);
  assert.deepEqual(runningIn(seen), [...tasks.map((task) => [[task]]), []]);
});

test('C6 as many tasks run at a time as there are workers, and none waits while one is free', async () => {
  const { size, more } = drawRecord({ size: several, more: several });
  const [first, ...others] = range(size + more).map(hold);
  const finishes = range(more).map(() => [['finishAny', ['post', {}]]]);
  const seen = await play(size, [[first], others, ...finishes]);
  assert.deepEqual(
    runningIn(seen).map((running) => running.map((tasks) => tasks.length)),
    [[1], ...range(more + 1).map(() => range(size).map(() => 1))],
  );
});

test('C7 a worker goes on after an answer with an error', async () => {
  const { error, value, rounds } = drawRecord({ error: text, value: answer, rounds: several });
  const tasks = range(rounds).map((n) => [atOnce(2 * n, 'post', { error }), echo(2 * n + 1, value)]);
  const { outcomes, moments } = await play(1, tasks);
  const served = range(rounds).map((n) => outcomes[2 * n + 1]);
  assert.deepEqual(served, succeeded(served.map(() => value)));
  assert.deepEqual(moments.at(-1).started, moments[0].living);
});

test('C8 an exception in a worker rejects its task with the message', async () => {
  const message = draw(text);
  const seen = await play(1, [[hold(0)], [finish(0, 'throw', message)]]);
  assert.deepEqual(seen.outcomes, { 0: failed(message) });
});

test('C8 an exception in a worker leaves the tasks of others alone', async () => {
  const value = draw(answer);
  const seen = await play(2, [[hold(0), hold(1)], [finish(0, 'throw', 'crash')], [reply(1, value)]]);
  assert.deepEqual(seen.outcomes[1], { value });
});

test('C9 a pool serves later calls after a crash', async () => {
  const values = draw(answersOf(2));
  const crashed = range(2).map((task) => [atOnce(task, 'throw', 'crash')]);
  const seen = await play(1, [...crashed, values.map((value, n) => echo(2 + n, value))]);
  assert.deepEqual(Object.values(seen.outcomes).slice(2), succeeded(values));
});

test('C10 destroy rejects the tasks that wait', async () => {
  const more = draw(several);
  const seen = await play(2, [range(2 + more).map(hold), [destroy]]);
  assert.deepEqual(
    Object.values(seen.outcomes).slice(2),
    range(more).map(() => failed('Pool destroyed')),
  );
});

test('C10 execute rejects once the pool is being destroyed, and ever after', async () => {
  const value = draw(answer);
  const seen = await play(2, [[], [destroy, echo(0, value)], [echo(1, value), hold(2)]]);
  assert.deepEqual(
    Object.values(seen.outcomes),
    range(3).map(() => failed('Pool is destroyed')),
  );
});

test('C11 destroy resolves when no worker lives', async () => {
  const fresh = await play(2, [[destroy]]);
  const used = await play(2, [...workOfTwo(0), [destroy], []]);
  assert.deepEqual([...fresh.destroys, ...used.destroys], [destroyed, destroyed]);
  assert.deepEqual(last(used).stats, statsOf(0, 0));
});

test('C11 destroy may be called several times, at once and later', async () => {
  const { moments, destroys } = await play(2, [...workOfTwo(0), [destroy, destroy, destroy], [destroy], []]);
  assert.deepEqual(destroys[0], destroyed);
  assert.deepEqual(destroys.map(hasResolved), [true, true, true, true]);
  assert.deepEqual(moments.at(-1).started, moments[0].started);
});

test('C12 falsy data resolves', async () => {
  const values = draw(fc.shuffledSubarray([0, -0, '', false, null, undefined, NaN, 0n], { minLength: 8 }));
  const steps = [...values.map((data, task) => echo(task, data)), atOnce(values.length, 'post', {})];
  const seen = await play(1, [steps]);
  assert.deepEqual(Object.values(seen.outcomes), succeeded([...values, undefined]));
});

for (const [how, tasks] of [
  ['an idle pool', 0],
  ['a pool that has served', 3],
]) {
  test(`C13 nothing of ${how} holds the process after destroy`, async () => {
    const { started, living, before, after } = await act('left_behind', { size: 2, tasks });
    assert.deepEqual({ started, living, after }, { started: 2, living: 0, after: before });
  });
}

test('C14 the worker of the specification sums square roots', async () => {
  const iterations = draw(fc.array(fc.integer({ min: 2, max: 5000 }), { minLength: 2, maxLength: 5 }));
  const seen = await act('sums', { size: 1, data: iterations.map((n) => ({ iterations: n })) });
  assert.deepEqual(seen, succeeded(iterations.map(sumOfRoots)));
});

test('C14 the worker of the specification gets null as it is', async () => {
  const seen = await act('sums', { size: 1, data: [null, undefined] });
  assert.deepEqual(seen, [failed('no iterations in null'), failed('no iterations in undefined')]);
});

test('E1 after crashes the pool has as many workers as before', async () => {
  const rounds = range(2).map((task) => [atOnce(task, 'throw', 'crash')]);
  const { moments } = await play(2, [...rounds, fillTwo(2)]);
  assert.deepEqual(moments.map(capacity), [idleTwo, idleTwo, fullTwo(2)]);
});

test('E1 a worker that crashes without a task is replaced, too', async () => {
  const { moments } = await play(2, [...workOfTwo(0), [direct('throw', draw(text))], fillTwo(2)]);
  assert.deepEqual(moments.slice(2).map(capacity), [idleTwo, fullTwo(2)]);
});

test('E2 a task that waits runs on the replacement of a crashed worker', async () => {
  const values = draw(answersOf(2));
  const rounds = [[hold(0), ...values.map((value, n) => echo(n + 1, value))], [finish(0, 'throw', 'crash')]];
  const seen = await play(1, rounds);
  assert.deepEqual(Object.values(seen.outcomes).slice(1), succeeded(values));
});

test('E2 every task that waits is served in any history of crashes', async () => {
  const crash = { more: 0, pick: 0, move: ['throw', 'crash'] };
  const success = { more: 2, pick: 0, move: ['post', { data: 'success' }] };
  const served = (outcomes) => Object.values(outcomes).filter((outcome) => !isError(outcome));
  await property(
    fc.record({ size: several, entries: entriesOf(fc.oneof(replies, crashes)) }),
    async ({ size, entries }) => {
      const { rounds, outcomes } = historyOf(size, [crash, success, ...entries]);
      const seen = await play(size, rounds);
      assert.deepEqual(served(seen.outcomes), served(outcomes));
    },
    FEW,
  );
});

for (const [id, how, codes] of [
  ['E3', 'with an error code', exitCodes],
  ['E4', 'with code 0', fc.constant(0)],
]) {
  test(`${id} a worker that exits ${how} rejects its task and is replaced`, async () => {
    const code = draw(codes);
    const { outcomes, moments } = await play(2, [[atOnce(0, 'exit', code)], fillTwo(1)]);
    assert.equal(isError(outcomes[0]), true);
    assert.deepEqual(moments.map(capacity), [idleTwo, fullTwo(1)]);
  });

  test(`${id} a worker that exits ${how} without a task is replaced`, async () => {
    const { moments } = await play(2, [...workOfTwo(0), [direct('exit', draw(codes))], fillTwo(2)]);
    assert.deepEqual(moments.slice(2).map(capacity), [idleTwo, fullTwo(2)]);
  });
}

test('E5 destroy rejects the tasks that run', async () => {
  const tasks = range(draw(fc.integer({ min: 1, max: 2 })));
  const { outcomes, destroys } = await play(2, [tasks.map(hold), [destroy]]);
  assert.deepEqual(
    Object.values(outcomes),
    tasks.map(() => failed('Pool destroyed')),
  );
  assert.deepEqual(destroys.map(hasResolved), [true]);
});

test('E6 destroy resolves after workers that ended by themselves', async () => {
  const idle = [
    ...workOfTwo(0),
    [direct('throw', 'crash')],
    [direct('exit', draw(exitCodes))],
    [direct('exit', 0)],
    [destroy],
  ];
  const atWork = [[atOnce(0, 'exit', 0)], [destroy]];
  const [two, one] = [await play(2, idle), await play(1, atWork)];
  assert.ok(two.moments[0].started >= 2 && one.moments[0].started >= 1);
  assert.deepEqual([...two.destroys, ...one.destroys].map(hasResolved), [true, true]);
});

const uncloneable = fc.constantFrom('function', 'symbol', 'method', 'promise', 'weak map');

test('E7 data that cannot be cloned rejects its call, and the worker stays free', async () => {
  const { kind, times } = drawRecord({ kind: uncloneable, times: several });
  const tasks = range(times);
  const { outcomes, moments } = await play(2, [[], tasks.map((task) => ['uncloneable', task, kind]), fillTwo(times)]);
  assert.deepEqual(
    tasks.map((task) => isError(outcomes[task])),
    tasks.map(() => true),
  );
  assert.deepEqual(moments.slice(1).map(capacity), [idleTwo, fullTwo(times)]);
  assert.equal(moments[2].started, moments[0].started);
});

test('E8 data that cannot be cloned and has to wait rejects its call alone', async () => {
  const { kind, value, times } = drawRecord({ kind: uncloneable, value: answer, times: several });
  const queued = range(times, 1).map((task) => ['uncloneable', task, kind]);
  const seen = await play(1, [[hold(0), ...queued, echo(times + 1, value)], [reply(0, value)]]);
  const { 0: first, [times + 1]: final, ...refused } = seen.outcomes;
  assert.deepEqual([first, final], succeeded([value, value]));
  assert.deepEqual(
    Object.values(refused).map(isError),
    queued.map(() => true),
  );
});

test('E9 a message that nobody asked for, and a second answer to a task, change nothing', async () => {
  const { value, error } = drawRecord({ value: answer, error: text });
  const surplus = direct('post', { data: 'surplus' }, { error }, { data: undefined });
  const { outcomes, moments } = await play(2, [
    [],
    [surplus],
    ...workOfTwo(0),
    [surplus],
    fillTwo(2),
    [reply(2, value)],
  ]);
  assert.deepEqual(
    [1, 4, 5].map((round) => capacity(moments[round])),
    [idleTwo, idleTwo, fullTwo(2)],
  );
  assert.deepEqual(outcomes[2], { value });

  const twice = atOnce(0, 'post', { data: value }, { data: 'surplus' }, { error });
  const answered = await play(2, [[], [twice], fillTwo(1)]);
  assert.deepEqual(answered.outcomes[0], { value });
  assert.deepEqual(answered.moments.slice(1).map(capacity), [idleTwo, fullTwo(1)]);
});

test('E10 an answer of nothing does not end the service', async () => {
  for (const nothing of [null, undefined]) {
    const value = draw(answer);
    const { first, second, stats } = await act('answer_of_nothing', { nothing, value });
    assert.notEqual(first, 'pending');
    assert.deepEqual({ second, stats }, { second: { value }, stats: statsOf(1, 0) });
  }
});

test('E11 a worker that does not load is not started over and over', async () => {
  for (const file of ['throws-on-load.mjs', 'exits-on-load.mjs', 'missing.mjs']) {
    const size = draw(fc.integer({ min: 1, max: 2 }));
    const most = 6 * size;
    const { started } = await act('failing_workers', { file, size, tasks: 0, later: false, most: most + 1 });
    assert.ok(started >= size && started <= most, `${started} starts of a pool of ${size}`);
  }
});

test('E11 the tasks of workers that do not load reject', async () => {
  const { size, more, file } = drawRecord({
    size: fc.integer({ min: 1, max: 2 }),
    more: fc.integer({ min: 1, max: 2 }),
    file: fc.constantFrom('throws-on-load.mjs', 'missing.mjs'),
  });
  const tasks = size + more;
  const most = 6 * size * (tasks + 2);
  const { outcomes, started } = await act('failing_workers', { file, size, tasks, later: true, most: most + 1 });
  assert.deepEqual(
    outcomes.map(isError),
    range(tasks + 1).map(() => true),
  );
  assert.ok(started >= size && started <= most, `${started} starts of a pool of ${size} with ${tasks + 1} tasks`);
});

test('E12 a size that is not a positive integer is refused', async () => {
  const fraction = draw(fc.double({ min: 1, max: 4, noNaN: true }).filter((size) => !Number.isInteger(size)));
  const negative = draw(fc.integer({ min: -9, max: -1 }));
  const odd = [[], [undefined], [0], [negative], [fraction], [NaN]];
  const seen = await act('pools_of_sizes', [...odd, [1]]);
  const refused = odd.map((size) => ({ size, threw: 'a RangeError', started: 0 }));
  assert.deepEqual(seen, [...refused, { size: [1], threw: 'nothing', started: 1 }]);
});

/** As the worker of the specification adds them up. */
function sumOfRoots(iterations) {
  let sum = 0;
  for (let i = 0; i < iterations; i += 1) sum += Math.sqrt(i);
  return sum;
}

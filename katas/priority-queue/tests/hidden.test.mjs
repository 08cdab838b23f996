import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { act } from 'kata';
import { draw, propertyOfMany, shuffle } from 'kata/property';
import {
  add,
  backoff,
  clear,
  DEFAULTS,
  fails,
  failsAtFirst,
  historyOf,
  LEVELS,
  Model,
  PATIENT,
  pause,
  rejected,
  repeat,
  replay,
  resolved,
  resume,
  slow,
  tick,
  together,
  works,
} from './hidden.model.mjs';

const between = (min, max) => draw(fc.integer({ min, max }));
const text = fc.stringMatching(/^[a-z]{4,8} [a-z]{2,6}$/);
const value = fc.oneof(fc.string(), fc.integer(), fc.double(), fc.constantFrom(undefined, null, true, false));
const options = fc.record({
  concurrency: fc.integer({ min: 2, max: 4 }),
  timeout: fc.integer({ min: 6000, max: 20_000 }),
  maxRetries: fc.integer({ min: 2, max: 4 }),
});
/** Options of a queue whose tasks never take too long. */
const drawPatient = (fixed) => ({ ...draw(options), timeout: PATIENT, ...fixed });
const drawLevel = () => draw(fc.constantFrom(...LEVELS));
const level = (priority) => ({ priority });

/** A task in each slot. */
const fill = ({ concurrency }, given) => repeat(concurrency, () => slow(given));
/** Tasks of every level, and some that name none, in any order. */
const mixed = (times, make = works) =>
  shuffle([...LEVELS.map(level), undefined].flatMap((given) => repeat(times, () => make(given))));

const PAUSES = ['paused', 'resumed'];

// Parts of what is seen; the second argument is what the model makes of the same step.
const ofKind = (kind) => (record) => record.log.filter(([one]) => one === kind).map(([, ...rest]) => rest);
const startsOf = (record) => ofKind('start')(record);
/** The events of tasks; a second pause in a row may tell of it or not, so those of pauses are for C15. */
const allEventsOf = (record) => inAnyOrder(ofKind('event')(record).filter(([, name]) => !PAUSES.includes(name)));
/** The same, but for the length of the queue. */
const eventsOf = (record) =>
  inAnyOrder(allEventsOf(record).map(([at, name, ...rest]) => [at, name, ...rest.map(withoutLength)]));
const withoutLength = (payload) => without('queueLength', payload);
const fatesOf = (record) =>
  inAnyOrder(ofKind('settled')(record).map(([at, id, how, what]) => [at, id, how, plain(what)]));
const originsOf = (record) => inAnyOrder(ofKind('settled')(record).map(([, id, how, , origin]) => [id, how, origin]));
const allStatsOf = ({ stats }) => stats;
/** The stats, but for what is queued while a task is in backoff. */
const statsOf = ({ stats }, { resting }) => (resting ? { running: stats.running, paused: stats.paused } : stats);
const returnedOf = ({ returned }) => returned;
const threwOf = ({ threw }) => threw;
const CORE = [startsOf, eventsOf, fatesOf, statsOf];
const EVERYTHING = [startsOf, allEventsOf, fatesOf, allStatsOf, returnedOf, threwOf];

const plain = (what) => (what instanceof Error ? `Error: ${what.message}` : what);
const inAnyOrder = (entries) => entries.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

/** Holds the records of steps against the model's, and shows the first that differs. */
function assertFollows({ given, steps }, records, parts) {
  const models = replay(given, steps);
  const shown = (record, n) => Object.fromEntries(parts.map((part) => [nameOf(part), part(record, models[n])]));
  for (const [n, step] of steps.entries()) {
    const situation = { options: given, before: steps.slice(0, n).map(brief).join('; '), step: brief(step) };
    assert.deepEqual({ ...situation, ...shown(records[n], n) }, { ...situation, ...shown(models[n], n) });
  }
}

const nameOf = (part) => part.name.replace(/Of$/, '');

/** A step in few words. */
function brief([kind, ...rest]) {
  if (kind === 'together') return rest.map(brief).join(' and ');
  const [first, options, plans] = rest;
  if (kind === 'settle') return `${first} ${Object.keys(options)[0]}${plans ? ` its attempt ${plans}` : ''}`;
  if (kind !== 'add') return [kind, ...rest].join(' ');
  const given = Object.entries(options ?? {}).map((entry) => entry.join(' '));
  const does = plans.map((plan) => Object.keys(plan)[0] ?? 'takes long');
  return ['add', first, ...given, does.join(', then ')].join(' ');
}

const play = (given, steps, more) => act('history', { options: given, steps, ...more });

/** Holds parts of what is seen against the model. */
async function follows({ given, steps, ...more }, ...parts) {
  const seen = await play(given, steps, more);
  assertFollows({ given, steps }, seen, parts);
  return seen;
}

const followsAny = (histories, parts, runs = 12) =>
  propertyOfMany(histories, {
    observe: (drawn) =>
      act(
        'histories',
        drawn.map(({ given, steps }) => ({ options: given, steps })),
      ),
    check: (drawn, seen) => assertFollows(drawn, seen, parts),
    runs,
  });

/** Histories without a second attempt. */
const singly = { maxRetries: fc.constant(1) };

function without(key, payload) {
  if (Object(payload) !== payload) return payload;
  return Object.fromEntries(Object.entries(payload).filter(([name]) => name !== key));
}

/** All entries of a kind, whatever the step. */
const flat = (records, part) => records.flatMap((record) => part(record));
const eventsNamed = (records, ...names) => flat(records, ofKind('event')).filter(([, name]) => names.includes(name));

/** Steps that show each option, in two parts. */
const profile = ({ concurrency, timeout, maxRetries }) => [
  ...[together(...repeat(concurrency + 1, () => slow())), tick(timeout - 500), tick(1000)],
  ...[failsAtFirst(maxRetries + 1), tick(backoff(maxRetries + 1))],
];

test('C1 an option that is left out takes its default', async () => {
  const given = draw(options);
  const some = Object.keys(given).flatMap((key) => {
    const { [key]: option, ...others } = given;
    return [{ [key]: option }, others];
  });
  for (const one of [undefined, ...some]) {
    const steps = profile({ ...DEFAULTS, ...one });
    await follows({ given: one, steps: steps.slice(0, 3) }, startsOf);
    await follows({ given: one, steps: steps.slice(3) }, startsOf);
  }
});

test('C1 the stats of a new queue', async () => {
  const expected = { running: 0, queued: { high: 0, medium: 0, low: 0, total: 0 }, paused: false };
  assert.deepEqual(await act('new_queue', draw(options)), expected);
  assert.deepEqual(await act('new_queue'), expected);
});

test('C1 stats tell what runs, what waits and whether the queue is paused, and do not change later', async () => {
  const given = drawPatient();
  const busy = fill(given, level(drawLevel()));
  const waiting = [...repeat(between(1, 3), () => slow(level('high'))), ...repeat(between(4, 6), () => slow())];
  const more = repeat(between(7, 9), () => slow(level('low')));
  const before = [...busy.slice(1), pause, resume, busy[0], together(...waiting, ...more), resolved(busy[0]), pause];
  const steps = [...before, ...busy.slice(1).map((one) => resolved(one))];
  const expected = replay(given, steps).map(({ stats }) => stats);
  assert.deepEqual(await act('kept_stats', { options: given, steps }), { copies: expected, kept: expected });
});

test('C1 queues share nothing', async () => {
  const given = [drawPatient(), drawPatient({ concurrency: 1 })];
  const [first, second] = given.map((one) => [...fill(one), ...mixed(1, slow), pause]);
  const settled = [
    [1, resolved(second[0])],
    [1, resume],
    [0, resolved(first[0])],
    [1, clear()],
  ];
  const steps = [...first.map((step) => [0, step]), ...second.map((step) => [1, step]), ...settled];
  const seen = await act('several_queues', { options: given, steps });
  const models = given.map((one) => new Model(one));
  const expected = steps.map(([which, step]) => {
    const record = models[which].take(step);
    return { starts: startsOf(record), all: models.map((model) => model.stats()) };
  });
  const got = seen.map((record) => ({ starts: startsOf(record), all: record.all }));
  assert.deepEqual(got, expected);
});

test('C2 add resolves with what fn returns or resolves with', async () => {
  for (const isAsync of [true, false]) {
    const values = draw(fc.array(value, { minLength: 3, maxLength: 8 }));
    assert.deepEqual(await act('values_of', { values, isAsync }), [...values, 'the object']);
  }
});

test('C2 callers whose tasks overlap get the value of their own', async () => {
  const given = drawPatient({ concurrency: 6 });
  const started = repeat(6, () => slow(level(drawLevel())));
  const steps = [together(...started), ...shuffle(started).map((one) => resolved(one))];
  await follows({ given, steps }, fatesOf, originsOf);
});

test('C3 a free slot starts a task before add returns', async () => {
  const given = drawPatient();
  const busy = fill(given, level(drawLevel()));
  const steps = [...busy, resolved(busy[0]), slow(level(drawLevel())), ...busy.slice(1).map((one) => resolved(one))];
  const seen = await play(given, [...steps, works(), slow(), add(undefined, { returns: 1 })]);
  const models = replay(given, [...steps, works(), slow(), add(undefined, { returns: 1 })]);
  const startedAtOnce = seen.map(({ log, atOnce }) => startsOf({ log: log.slice(0, atOnce) }).length);
  const expected = models.map((record) => startsOf(record).length);
  assert.deepEqual(startedAtOnce, expected);
});

test('C4 high starts before medium before low, and each level in the order of add', async () => {
  const given = drawPatient();
  const busy = fill(given, level(drawLevel()));
  await follows({ given, steps: [...busy, together(...mixed(3)), resolved(busy[0])] }, startsOf);
});

test('C4 slots that come free one by one go to the next in line', async () => {
  const given = drawPatient();
  const busy = fill(given, level(drawLevel()));
  const waiting = mixed(2, slow);
  const late = slow(level('high'));
  const ends = [...busy.slice(1), ...waiting.filter(([, , options]) => options?.priority === 'high')];
  const steps = [
    ...busy,
    ...waiting,
    resolved(busy[0]),
    tick(between(1, 900)),
    late,
    ...ends.map((one) => resolved(one)),
  ];
  await follows({ given, steps }, startsOf, statsOf);
});

test('C4 the order of starts is right in any history', async () => {
  await followsAny(historyOf(['slow', 'works', 'success', 'wait']), [startsOf, statsOf]);
});

test('C5 a task that runs is left alone when a more urgent one comes', async () => {
  const given = drawPatient();
  const busy = fill(given, level('low'));
  const urgent = repeat(between(1, 3), () => slow(level('high')));
  const steps = [
    ...busy,
    tick(between(1, 5000)),
    ...urgent,
    tick(between(1, 5000)),
    ...busy.map((one) => resolved(one)),
  ];
  await follows({ given, steps }, startsOf, fatesOf, statsOf);
});

test('C6 as many run as there are slots, and no more', async () => {
  for (const concurrency of [1, between(2, 6)]) {
    const given = drawPatient({ concurrency });
    const all = repeat(concurrency * 2 + between(1, 3), () => slow(level(drawLevel())));
    await follows({ given, steps: [...all, ...all.map((one) => resolved(one))] }, startsOf, statsOf);
  }
});

test('C6 several slots that come free at once are all taken', async () => {
  const given = drawPatient({ concurrency: between(3, 5) });
  const busy = fill(given);
  const waiting = repeat(given.concurrency, () => slow());
  await follows(
    { given, steps: [...busy, ...waiting, together(...busy.map((one) => resolved(one)))] },
    startsOf,
    statsOf,
  );
});

test('C6 a task that adds another while it starts has its slot already', async () => {
  const given = drawPatient({ concurrency: between(1, 3) });
  const [inner, most] = [slow(), slow()];
  const outer = add(level(drawLevel()), { adds: inner });
  const steps = [...fill(given).slice(1), outer, most, resolved(outer), resolved(inner)];
  await follows({ given, steps }, startsOf, statsOf);
});

test('C6 slots are kept and filled in any history', async () => {
  await followsAny(historyOf(['slow', 'works', 'success', 'failure', 'wait'], singly), [startsOf, statsOf]);
});

test('C7 a task that fails is called maxRetries times, each time after twice the pause', async () => {
  for (const maxRetries of [1, 3, between(7, 10)]) {
    const given = drawPatient({ maxRetries });
    const task = slow(level(drawLevel()));
    const attempts = repeat(maxRetries, (n) => [
      ...[tick(between(1, 5000)), rejected(task)],
      ...[tick(backoff(n + 1) - 1), tick(1)],
    ]);
    const atOnce = [fails(level(drawLevel())), tick(backoff(maxRetries + 1))];
    await follows({ given, steps: [task, ...attempts.flat(), ...atOnce] }, startsOf);
  }
});

test('C7 the promise rejects with the very error of the last attempt', async () => {
  const given = drawPatient();
  const errors = draw(fc.array(text, { minLength: given.maxRetries, maxLength: given.maxRetries }));
  const task = add(level(drawLevel()), ...errors.map((message) => ({ rejects: new Error(message) })));
  const seen = await follows({ given, steps: [task, tick(backoff(given.maxRetries))] }, fatesOf, originsOf);
  assert.equal(flat(seen, fatesOf)[0]?.[3], `Error: ${errors.at(-1)}`);
});

test('C8 attempts that fail emit retry, and the last one failed', async () => {
  const given = drawPatient({ maxRetries: between(3, 5) });
  const errors = draw(fc.array(text, { minLength: given.maxRetries, maxLength: given.maxRetries }));
  const task = add(level(drawLevel()), ...errors.map((message) => ({ rejects: new Error(message) })));
  const seen = await play(given, [task, tick(backoff(given.maxRetries))]);
  const told = eventsNamed(seen, 'retry', 'failed').map(([, ...event]) => event);
  const retries = errors.map((error, n) => ['retry', { attempts: n + 1, delay: backoff(n + 1), error }]);
  const failed = ['failed', { attempts: errors.length, error: errors.at(-1) }];
  assert.deepEqual(told, [...retries.slice(0, -1), failed]);
});

test('C8 the events of failures come when they happen', async () => {
  const given = drawPatient();
  const steps = [tick(between(1, 900)), fails(), tick(between(1, 900)), fails(), tick(backoff(given.maxRetries))];
  const seen = await play(given, steps);
  const models = replay(given, steps);
  const [told, expected] = [seen, models].map((records) => inAnyOrder(eventsNamed(records, 'retry', 'failed')));
  assert.deepEqual(told, expected);
});

test('C9 queued tells the level and how many of it wait, before the task starts', async () => {
  const given = drawPatient();
  const tasks = [...fill(given), ...mixed(2, slow)];
  const seen = await follows({ given, steps: tasks }, allEventsOf);
  assert.equal(seen.length, tasks.length);
  for (const { log, atOnce } of seen) {
    assert.equal(log[0]?.[2], 'queued', 'comes before the start');
    assert.ok(atOnce > 0, 'comes before add returns');
  }
});

test('C9 completed tells of the success', async () => {
  const given = drawPatient();
  const tasks = repeat(3, () => slow());
  const ends = tasks.flatMap((one) => [tick(between(1, 900)), resolved(one)]);
  const seen = await play(given, [...tasks, ...ends, works(), add(undefined, { returns: 1 })]);
  const models = replay(given, [...tasks, ...ends, works(), add(undefined, { returns: 1 })]);
  assert.deepEqual(eventsNamed(seen, 'completed'), eventsNamed(models, 'completed'));
});

test('C9 events come when something happens, and not otherwise', async () => {
  await followsAny(historyOf(['slow', 'works', 'success', 'failure', 'wait'], singly), [allEventsOf]);
});

test('C9 listeners are added by on and once and removed by off', async () => {
  const rounds = between(2, 5);
  const expected = [['on'], ['once'], ['leaves'], ...repeat(rounds - 1, () => ['on'])];
  assert.deepEqual(await act('ways_to_listen', rounds), expected);
});

test('C10 retries of a task take the place of maxRetries', async () => {
  const given = drawPatient({ maxRetries: between(2, 4) });
  for (const retries of [given.maxRetries - 1, given.maxRetries + between(1, 3)]) {
    const steps = [fails({ retries }), tick(between(1, 900)), fails(), tick(backoff(retries + 1))];
    await follows({ given, steps }, startsOf, fatesOf);
  }
});

test('C10 retries: 0 and retries: 1 are a single attempt', async () => {
  const given = drawPatient();
  for (const retries of [0, 1]) {
    await follows({ given, steps: [fails({ retries }), tick(10_000)] }, startsOf, eventsOf, fatesOf);
  }
});

const single = { retries: 1 };

/** Timeouts of a task with what they come to in a queue: its own, a shorter one, a longer one. */
const drawTimeouts = ({ timeout }) => [
  [{}, timeout],
  ...[timeout - between(2, 5000), timeout + between(2, 5000)].map((own) => [{ timeout: own }, own]),
];

test('C11 an attempt that takes too long rejects when its timeout is over', async () => {
  const given = draw(options);
  for (const [own, timeout] of drawTimeouts(given)) {
    const steps = [tick(between(1, 5000)), slow({ ...single, ...own }), tick(timeout - 1), tick(1)];
    await follows({ given, steps }, fatesOf);
  }
});

test('C11 the time that a task waited does not count', async () => {
  const given = draw(options);
  const busy = fill(given, { ...single, timeout: PATIENT });
  const waits = slow(single);
  const wait = between(1000, 2 * given.timeout);
  const steps = [...busy, waits, tick(wait), resolved(busy[0]), tick(given.timeout - 1), tick(1)];
  await follows({ given, steps }, fatesOf);
});

test('C12 a timeout is followed by events, a backoff and a full timeout', async () => {
  const given = draw(options);
  const attempts = repeat(given.maxRetries, (n) => [
    tick(given.timeout - 1),
    tick(1),
    tick(backoff(n + 1) - 1),
    tick(1),
  ]);
  await follows({ given, steps: [slow(), ...attempts.flat()] }, startsOf, eventsOf, fatesOf);
});

test('C12 attempts that take too long are retried in any history', async () => {
  const kinds = ['slow', 'impatient', 'success', 'failure', 'wait', 'waitUntilDue'];
  await followsAny(historyOf(kinds), CORE);
});

test('C13 a task in backoff holds no slot', async () => {
  const given = drawPatient();
  const busy = fill(given, level('high'));
  const waiting = repeat(given.concurrency + 1, () => slow(level('low')));
  const steps = [...busy, ...waiting, ...busy.flatMap((one) => [rejected(one), tick(between(1, 300))])];
  await follows({ given, steps }, startsOf, statsOf);
});

test('C14 a task that is tried again goes before its own level and after higher ones', async () => {
  for (const priority of LEVELS) {
    const given = drawPatient({ concurrency: 1 });
    const retried = slow(level(priority));
    const busy = slow();
    const waiting = together(...mixed(2));
    const steps = [retried, rejected(retried), busy, waiting, tick(2000), resolved(busy), resolved(retried)];
    await follows({ given, steps }, startsOf);
  }
});

test('C14 a task that is tried again waits for a slot', async () => {
  const given = drawPatient();
  const [retried, ...busy] = fill(given);
  const more = slow(level('low'));
  const steps = [retried, ...busy, rejected(retried), more, tick(between(2000, 9000)), resolved(more)];
  await follows({ given, steps }, startsOf, statsOf);
});

test('C14 of two that are tried again the one whose backoff ended last is the first', async () => {
  const given = drawPatient({ concurrency: 2 });
  const [first, second] = shuffle([slow(), slow()]);
  const [busy, other] = [slow(level('high')), slow(level('high'))];
  const fail = [rejected(first), tick(between(1, 900)), rejected(second)];
  const steps = [together(first, second), ...fail, busy, other, slow(), tick(3000), resolved(busy), resolved(other)];
  await follows({ given, steps }, startsOf);
});

test('C14 tasks are tried again at the right time in any history', async () => {
  const kinds = ['slow', 'works', 'retries', 'success', 'failure', 'failure', 'wait', 'waitUntilDue', 'waitUntilDue'];
  await followsAny(historyOf(kinds), [startsOf, fatesOf]);
});

test('C15 no task starts in a pause, and those that run go on', async () => {
  const given = drawPatient({ concurrency: 3 });
  const [good, bad, busy] = fill(given, single);
  const ends = [tick(between(1, 900)), resolved(good), slow(level('high')), rejected(bad), slow()];
  await follows({ given, steps: [good, bad, busy, slow(), pause, ...ends] }, startsOf, fatesOf, statsOf);
});

test('C15 resume fills every slot, in the order of the levels, however often pause was called', async () => {
  for (const pauses of [1, between(2, 4)]) {
    const given = drawPatient({ concurrency: between(3, 5) });
    const steps = [...repeat(pauses, () => pause), ...mixed(2, slow), tick(between(1, 5000)), resume, resume, pause];
    await follows({ given, steps }, startsOf, statsOf);
  }
});

test('C15 pause and resume tell of it', async () => {
  const given = drawPatient();
  const steps = [tick(between(1, 900)), pause, slow(), tick(between(1, 900)), resume, slow(), pause, resume];
  const seen = await play(given, steps);
  const models = replay(given, steps);
  assert.deepEqual(eventsNamed(seen, ...PAUSES), eventsNamed(models, ...PAUSES));
});

test('C15 pauses are kept in any history', async () => {
  const kinds = ['slow', 'works', 'success', 'wait', 'pause', 'resume'];
  await followsAny(historyOf(kinds), [startsOf, fatesOf, statsOf]);
});

test('C16 clear takes out a level, or all, and has done so when it returns', async () => {
  for (const only of [[], ...LEVELS.map((one) => [one])]) {
    const given = drawPatient();
    const busy = fill(given, level(drawLevel()));
    const [last, after] = repeat(2, () => slow(level(only[0] ?? 'high')));
    const steps = [clear(...only), ...busy, ...mixed(between(1, 3), slow), clear(...only), clear(...only)];
    const more = [last, together(clear(...only), after), ...busy.map((one) => resolved(one))];
    await follows({ given, steps: [...steps, ...more] }, startsOf, fatesOf, statsOf, returnedOf, allEventsOf);
  }
});

test('C16 an attempt that was under way is followed by the next one', async () => {
  const given = drawPatient();
  const busy = fill(given, level(drawLevel()));
  const steps = [...busy, ...mixed(1), clear(), rejected(busy[0]), tick(between(2000, 9000)), resolved(busy[0])];
  await follows({ given, steps }, startsOf, fatesOf, eventsOf);
});

test('C16 a queue that was cleared goes on, also in a pause', async () => {
  const given = drawPatient();
  const steps = [
    ...fill(given),
    slow(),
    pause,
    slow(),
    clear(),
    slow(),
    resume,
    clear(),
    slow(),
    pause,
    clear(),
    resume,
  ];
  await follows({ given, steps }, startsOf, fatesOf, statsOf, returnedOf);
});

test('C16 clear is right in any history', async () => {
  const kinds = ['slow', 'slow', 'works', 'success', 'wait', 'pause', 'resume', 'clear'];
  await followsAny(historyOf(kinds), [...CORE, returnedOf]);
});

const throwsAlways = (message, options) => add(options, { throws: new Error(message) });

test('C17 a synchronous throw is a failed attempt, and add does not throw', async () => {
  const given = drawPatient();
  const steps = [throwsAlways(draw(text), level(drawLevel())), tick(backoff(given.maxRetries)), slow()];
  await follows({ given, steps }, startsOf, eventsOf, fatesOf, originsOf, threwOf);
});

test('C17 a synchronous throw gives its slot back', async () => {
  const given = drawPatient();
  const busy = fill(given);
  const waiting = repeat(between(1, 4), () => throwsAlways(draw(text), single));
  const steps = [...waiting.slice(1), ...busy, waiting[0], slow(), resolved(busy[0])];
  await follows({ given, steps }, startsOf, fatesOf, statsOf);
});

const LATE = { resolves: resolved, rejects: rejected };

for (const [how, settle] of Object.entries(LATE)) {
  test(`C18 a late attempt that ${how} in the backoff has no effect`, async () => {
    const given = { ...draw(options), concurrency: 1 };
    const task = slow();
    const meanwhile = [settle(task, 1), slow({ timeout: PATIENT }), slow()];
    const steps = [
      task,
      tick(given.timeout),
      ...meanwhile.slice(0, 2),
      tick(between(1, 900)),
      meanwhile[2],
      tick(5000),
    ];
    await follows({ given, steps }, ...CORE);
  });
}

test('C18 a late attempt that ends during the next one has no effect', async () => {
  for (const settle of Object.values(LATE)) {
    const given = draw(options);
    const task = slow({ retries: 2 });
    const next = [tick(between(1, 900)), settle(task, 1), ...fill(given), tick(between(1, 900)), resolved(task, 2)];
    await follows({ given, steps: [task, tick(given.timeout + 2000), ...next] }, ...CORE);
  }
});

test('C18 a late attempt that ends when its task is done with has no effect', async () => {
  for (const settle of Object.values(LATE)) {
    const given = draw(options);
    const task = slow(single);
    const after = [...fill(given), slow(), settle(task), slow(), tick(between(1, 900))];
    await follows({ given, steps: [task, tick(given.timeout), ...after] }, ...CORE);
  }
});

test('C18 late attempts have no effect in any history', async () => {
  const kinds = [
    'slow',
    'impatient',
    'impatient',
    'late',
    'success',
    'failure',
    'wait',
    'waitUntilDue',
    'waitUntilDue',
  ];
  await followsAny(historyOf(kinds), [...CORE, originsOf]);
});

test('C19 a task that fails first and then succeeds is a success', async () => {
  const given = drawPatient({ maxRetries: 5 });
  for (const times of [1, between(2, 4)]) {
    const steps = [failsAtFirst(times, level(drawLevel())), tick(backoff(times + 1))];
    const seen = await follows({ given, steps }, fatesOf, originsOf);
    const completed = eventsNamed(seen, 'completed', 'failed').map(([, ...event]) => event);
    assert.deepEqual(completed, [['completed', { attempts: times + 1 }]]);
  }
});

test('C20 a backoff that ends in a pause waits for resume', async () => {
  const given = drawPatient({ concurrency: 4 });
  const task = slow();
  const others = shuffle([slow(), slow(level('high')), slow(level('low'))]);
  const steps = [task, rejected(task), pause, ...others, tick(between(2000, 9000)), resume];
  await follows({ given, steps }, startsOf);
});

test('C20 a pause does not make a backoff longer', async () => {
  const given = drawPatient();
  const task = slow(level(drawLevel()));
  const steps = [task, pause, rejected(task), tick(between(1, 900)), resume, tick(900), pause, resume, tick(200)];
  await follows({ given, steps }, startsOf);
});

test('C20 pauses and backoffs go together in any history', async () => {
  const kinds = ['slow', 'retries', 'success', 'failure', 'failure', 'waitUntilDue', 'waitUntilDue', 'pause', 'resume'];
  await followsAny(historyOf(kinds), [startsOf, fatesOf, statsOf]);
});

/** A task of each level in backoff, two in the lowest, while others run and wait. */
function resting(given) {
  const tasks = [...LEVELS, 'low'].map((one) => slow(level(one)));
  const failed = tasks.flatMap((one) => [rejected(one), tick(between(1, 90))]);
  return [...tasks, ...failed, ...fill(given), slow(level('high')), slow(level('low'))];
}

test('E1 clear() takes out the tasks in backoff, too', async () => {
  const given = drawPatient({ concurrency: 4 });
  await follows({ given, steps: [...resting(given), clear(), clear(), tick(9000)] }, startsOf, fatesOf, returnedOf);
});

test('E1 clear(level) takes out those of the level, and no others', async () => {
  for (const only of LEVELS) {
    const given = drawPatient({ concurrency: 4 });
    const steps = [...resting(given), clear(only), clear(only), tick(9000)];
    await follows({ given, steps }, startsOf, fatesOf, returnedOf);
  }
});

test('E1 a task that was cleared in its backoff leaves no timer', async () => {
  const given = drawPatient();
  const tasks = fill(given, level(drawLevel()));
  const failed = tasks.flatMap((one) => [rejected(one), tick(between(1, 90))]);
  const seen = await play(given, [...tasks, ...failed, clear()]);
  assert.equal(seen.at(-1).holding, 0);
});

test('E1 stats and queueLength count the tasks in backoff', async () => {
  const given = drawPatient({ concurrency: 4 });
  const steps = [...resting(given), slow(level('high')), tick(2000), slow(), tick(90), slow(level('low'))];
  await follows({ given, steps }, allEventsOf, allStatsOf);
});

test('E1 everything is right in any history', async () => {
  const kinds = ['slow', 'impatient', 'retries', 'late', 'success', 'failure', 'failure', 'wait', 'waitUntilDue'];
  await followsAny(historyOf([...kinds, 'pause', 'resume', 'clear', 'clear'], { allowed: ['E1'] }), EVERYTHING, 24);
});

test('E2 a synchronous throw leaves no timer', async () => {
  const given = draw(options);
  const steps = repeat(between(1, 5), () => throwsAlways(draw(text), single));
  const holding = (await play(given, steps)).map((record) => record.holding);
  const expected = steps.map(() => 0);
  assert.deepEqual(holding, expected);
});

test('E2 no other end leaves a timer', async () => {
  const given = draw(options);
  const [good, bad] = [slow(), slow(single)];
  const atOnce = [works(), fails(single), add(undefined, { returns: 1 })];
  const later = [tick(between(1, 900)), resolved(good), rejected(bad), slow(single), tick(given.timeout)];
  const seen = await play(given, [...atOnce, together(good, bad), ...later]);
  const idle = seen.filter(({ stats }) => stats.running === 0).map((record) => record.holding);
  assert.deepEqual(idle, [0, 0, 0, 0, 0]);
});

const LIFE = [startsOf, eventsOf, fatesOf, statsOf, threwOf];

/** A life of a queue in which every event occurs. */
const fullLife = () => {
  const task = slow();
  return [
    ...[works(), failsAtFirst(1), tick(2000), fails({ retries: 2 }), slow(level('high')), tick(3000)],
    ...[task, pause, works(), resume, fails(single), tick(5000), works(), tick(20_000)],
  ];
};

test('E3 a listener of completed that throws changes nothing', async () => {
  const given = { ...draw(options), concurrency: between(1, 2) };
  await follows({ given, steps: fullLife(), throwing: ['completed'] }, ...LIFE);
});

test('E3 a listener of any other event that throws changes nothing', async () => {
  for (const event of ['retry', 'failed', 'queued', 'paused', 'resumed']) {
    const given = { ...draw(options), concurrency: between(1, 2) };
    await follows({ given, steps: fullLife(), throwing: [event] }, ...LIFE);
  }
});

const anyReason = fc
  .record({ message: text, number: fc.integer({ min: 1 }), symbol: text.map((description) => Symbol.for(description)) })
  .map((drawn) => [null, undefined, '', 0, false, ...Object.values(drawn), drawn.message.split(' ')])
  .chain((reasons) => fc.shuffledSubarray(reasons, { minLength: reasons.length }));

const eventsWithoutError = (record) =>
  eventsOf(record).map(([at, name, ...rest]) => [at, name, ...rest.map((payload) => without('error', payload))]);

test('E4 an attempt that rejects with anything, or throws it, is tried again', async () => {
  for (const how of ['rejects', 'throws']) {
    const given = drawPatient({ concurrency: 20 });
    const steps = draw(anyReason).flatMap((reason) => [failsOnce({ [how]: reason }), tick(between(1, 50))]);
    await follows({ given, steps: [...steps, tick(2000)] }, startsOf, fatesOf, eventsWithoutError, threwOf);
  }
});

test('E8 a last attempt that rejects with anything, or throws it, rejects with just that', async () => {
  for (const how of ['rejects', 'throws']) {
    const given = drawPatient({ concurrency: 1 });
    const reasons = draw(anyReason);
    const steps = [...reasons.map((reason) => add(single, { [how]: reason })), works(), tick(1)];
    const seen = await follows({ given, steps }, startsOf, eventsWithoutError, threwOf);
    const got = flat(seen, ofKind('settled')).map(([, , outcome, what]) => [outcome, what]);
    const expected = reasons.map((reason) => ['rejected', reason]);
    assert.deepEqual(got.slice(0, -1), expected);
  }
});

function failsOnce(plan) {
  return add({ retries: 2 }, plan, { resolves: 'at last' });
}

const UNKNOWN = ['constructor', '__proto__', 'toString', 'total', 'High', 'length'];
const unknownLevels = () => [...UNKNOWN, draw(fc.stringMatching(/^[a-z]{5,9}-[a-z]{2,5}$/))];

function assertRefused(threw, names) {
  assert.equal(threw.length, names.length);
  threw.forEach((thrown, n) => {
    assert.equal(thrown.length, 1, `'${names[n]}' throws`);
    assert.ok(thrown[0].isRangeError, `'${names[n]}' throws a RangeError`);
    assert.ok(thrown[0].message.includes(names[n]), `the message names '${names[n]}'`);
  });
}

test('E5 add refuses an unknown priority', async () => {
  for (const isBusy of [false, true]) {
    const given = drawPatient();
    const before = isBusy ? fill(given) : [];
    const names = unknownLevels();
    const refused = names.map((name) => slow(level(name)));
    const seen = await play(given, [...before, ...refused, slow()]);
    const ofRefused = seen.slice(before.length, -1);
    const threw = ofRefused.map((record) => record.threw);
    assertRefused(threw, names);
    assert.deepEqual(
      flat(ofRefused, ({ log }) => log),
      [],
    );
    assert.deepEqual(seen.at(-1).stats, replay(given, [...before, slow()]).at(-1).stats);
  }
});

test('E6 maxRetries: 0 is a single attempt', async () => {
  const given = drawPatient({ maxRetries: 0 });
  await follows({ given, steps: [fails(), tick(10_000)] }, startsOf, eventsOf, fatesOf);
});

test('E6 timeout: 0 is over at once, of a queue and of a task', async () => {
  for (const [own, one] of [
    [{ timeout: 0 }, {}],
    [{}, { timeout: 0 }],
  ]) {
    const seen = await play({ ...draw(options), ...own }, [slow({ ...single, ...one }), tick(1)]);
    const fates = flat(seen, fatesOf).map(([, , how, what]) => [how, what]);
    assert.deepEqual(fates, [['rejected', 'Error: Request timeout']]);
  }
});

test('E6 with concurrency: 0 no task starts', async () => {
  const given = drawPatient({ concurrency: 0 });
  const steps = [...mixed(1), tick(between(1, 5000)), pause, resume, clear()];
  await follows({ given, steps }, startsOf, fatesOf, statsOf);
});

const askForSignals = (given, plans, ticks, more) => act('signals', { options: given, plans, ticks, ...more });

test('E7 an attempt gets a signal that is aborted when its time is over, and by nothing else', async () => {
  const given = draw(options);
  for (const [own, timeout] of drawTimeouts(given)) {
    const more = { task: { ...single, ...own }, meanwhile: ['pause', 'clear', 'resume'] };
    const seen = await askForSignals(given, [{}], [timeout - 1, 1], more);
    assert.deepEqual(seen.signals, [{ attempt: 1, at: 0, kind: 'AbortSignal', aborted: false, sameAs: 1 }]);
    assert.deepEqual(seen.aborts, [{ attempt: 1, at: timeout }]);
    assert.deepEqual(seen.abortedThen, [[false], [true]]);
  }
});

test('E7 each attempt has a signal of its own, also after one that ended in time', async () => {
  const given = { ...draw(options), maxRetries: 4 };
  const { timeout } = given;
  const takes = between(1, timeout - 2);
  const starts = [0, timeout + 2000, timeout + takes + 6000, 2 * timeout + takes + 14_000];
  const ticks = starts.slice(1).map((at, n) => at - starts[n]);
  const seen = await askForSignals(given, [{}, { takes }, {}, {}], [...ticks, timeout - 1, 1], { fails: true });
  const signals = starts.map((at, n) => ({ attempt: n + 1, at, kind: 'AbortSignal', aborted: false, sameAs: n + 1 }));
  assert.deepEqual(seen.signals, signals);
  const isOver = ({ attempt }) => attempt !== 2; // what becomes of its signal then is not asked
  const aborts = signals.filter(isOver).map(({ attempt, at }) => ({ attempt, at: at + timeout }));
  assert.deepEqual(seen.aborts.filter(isOver), aborts);
});

test('E7 fn may answer the abort by rejecting, and it is a timeout all the same', async () => {
  const given = { ...draw(options), maxRetries: 2 };
  const { timeout } = given;
  const plans = repeat(2, () => ({ rejectsOnAbort: draw(text) }));
  const seen = await askForSignals(given, plans, [timeout, 2000 + timeout]);
  assert.deepEqual(seen.retries, ['Request timeout']);
  assert.deepEqual(seen.outcome, { how: 'rejected', at: 2000 + 2 * timeout, message: 'Request timeout' });
});

test('E9 clear refuses an unknown level', async () => {
  const given = drawPatient();
  const names = unknownLevels();
  const steps = [...fill(given), ...mixed(1, slow), ...names.map((name) => clear(name))];
  const seen = (await play(given, steps)).slice(-names.length);
  assertRefused(
    seen.map(({ threw }) => threw),
    names,
  );
  assert.deepEqual(
    flat(seen, ({ log }) => log),
    [],
  );
  const last = seen.at(-1).stats;
  assert.deepEqual(last, replay(given, steps.slice(0, -names.length)).at(-1).stats);
});

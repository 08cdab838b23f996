import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { act } from 'kata';
import { draw, propertyOfMany } from 'kata/property';
import {
  call,
  EVENTS,
  failure,
  failures,
  historyWith,
  into,
  Model,
  newError,
  patient,
  recovery,
  rejected,
  repeat,
  replay,
  resolved,
  slow,
  success,
  successes,
  tick,
  withForces,
} from './hidden.model.mjs';

const DEFAULTS = { failureThreshold: 5, successThreshold: 2, timeout: 10_000, resetTimeout: 30_000 };

const threshold = fc.integer({ min: 2, max: 6 });
const duration = fc.integer({ min: 2000, max: 20_000 });
const options = fc.record({
  failureThreshold: threshold,
  successThreshold: threshold,
  timeout: duration,
  resetTimeout: duration,
});
/** No call takes too long before the test is over. */
const patientOptions = options.map((drawn) => ({ ...drawn, timeout: 1_000_000 }));
const text = fc.stringMatching(/^[a-z]{4,8} [a-z]{2,6}$/);
const name = fc.stringMatching(/^[a-z]{3,6}-[a-z0-9]{2,6}$/);
const value = fc.oneof(fc.string(), fc.integer(), fc.double(), fc.constantFrom(undefined, null, true, false));
const error = fc.record({ message: text, code: fc.integer() }).map(({ message, code }) => newError(message, { code }));
const between = (min, max) => draw(fc.integer({ min, max }));

const play = (given, steps, more) => act('history', { options: given, steps, ...more });

// Parts of what is seen.
const statesOf = (records) => records.map(({ state }) => state);
const failuresOf = (records) => records.map(({ failureCount }) => failureCount);
const successesOf = (records) => records.map(({ successCount }) => successCount);
const lastTimesOf = (records) => records.map(({ lastFailureTime }) => lastFailureTime);
const statusesOf = (records) => [statesOf, failuresOf, successesOf, lastTimesOf].map((part) => part(records));
const timersOf = (records) => records.map(({ timers }) => timers);
const callsOf = (records) => records.map(({ called }) => called);
const settledOf = (records) => records.flatMap(({ settled }) => settled);
const fatesOf = (records) => records.map(({ settled }) => settled.map(fate).sort());
const howOf = (records) => records.map(({ settled }) => settled.map(([id, how]) => `${id} ${how}`).sort());
/** The events of each step; where a change of state began is for E1. */
const eventsOf = (records) => records.map(({ events }) => events.map(withoutFrom));
const withoutFrom = ([event, payload, ...rest]) =>
  event === 'stateChange' ? [event, payload?.to, ...rest] : [event, ...(payload ? [payload] : []), ...rest];
const everything = (records) => [statusesOf(records), eventsOf(records), callsOf(records), fatesOf(records)];

const cut = (lists, length) => lists.map((list) => list.slice(0, length));
const errorAsText = ([id, how, error, origin]) => [
  id,
  how,
  error instanceof Error ? error.message : 'no error',
  origin,
];
const numbersOf = (steps) => steps.map(([, id]) => id);
const thrownIn = (records) => records.flatMap(({ threw }) => threw);

/** What a caller got, in a word; what a refusal and a timeout are is for C4 and C8. */
function fate([call, how, what, origin]) {
  const outcome = origin === null ? (what?.code ?? what?.message) : `the result of ${origin}`;
  return `${call} ${how}: ${outcome}`;
}

/** The parts of records, with the step that each belongs to. */
const shown = (steps, records, parts) => records.map((record, n) => [steps[n], ...parts.map((part) => part([record]))]);

/** Holds parts of what is seen against the model. */
async function follows({ given, steps, ...more }, ...parts) {
  const seen = await play(given, steps, more);
  assert.deepEqual(shown(steps, seen, parts), shown(steps, replay(given, steps), parts));
  return seen;
}

const followsAny = (histories, parts, runs = 15) =>
  propertyOfMany(histories, {
    observe: (drawn) =>
      act(
        'histories',
        drawn.map(({ given, steps }) => ({ options: given, steps })),
      ),
    check({ given, steps }, seen) {
      assert.deepEqual(shown(steps, seen, parts), shown(steps, replay(given, steps), parts));
    },
    runs,
  });

/** Steps that show each option, with the states they must lead to; half a second to either side. */
function profile({ failureThreshold, successThreshold, timeout, resetTimeout }) {
  const late = slow();
  return {
    steps: [
      ...failures(failureThreshold),
      tick(resetTimeout - 500),
      tick(1000),
      ...successes(successThreshold),
      late,
      tick(timeout - 500),
      tick(1000),
    ],
    states: [
      ...repeat(failureThreshold - 1, () => 'CLOSED'),
      ...['OPEN', 'OPEN', 'HALF_OPEN'],
      ...repeat(successThreshold - 1, () => 'HALF_OPEN'),
      ...repeat(4, () => 'CLOSED'),
    ],
    unsettled: [true, true, false],
  };
}

function assertProfile(records, { states, unsettled }) {
  assert.deepEqual(statesOf(records), states);
  const ends = records.slice(-3).map(({ settled }) => settled.length === 0);
  assert.deepEqual(ends, unsettled);
}

test('C1 a breaker without options has the defaults', async () => {
  const expected = profile(DEFAULTS);
  assertProfile(await play(undefined, expected.steps), expected);
});

test('C1 an option that is left out takes its default', async () => {
  const given = draw(options);
  const keys = draw(fc.shuffledSubarray(Object.keys(DEFAULTS), { minLength: 4 }));
  for (let kept = 1; kept < keys.length; kept += 1) {
    const some = Object.fromEntries(keys.slice(0, kept).map((key) => [key, given[key]]));
    const expected = profile({ ...DEFAULTS, ...some });
    assertProfile(await play(some, expected.steps), expected);
  }
});

test('C1 the status of a new breaker has four properties', async () => {
  const expected = { state: 'CLOSED', failureCount: 0, successCount: 0, lastFailureTime: null };
  assert.deepEqual(await act('new_breaker', draw(options)), expected);
  assert.deepEqual(await act('new_breaker'), expected);
});

test('C1 a status does not change later', async () => {
  const given = draw(options);
  const steps = [...into.OPEN(given), ...recovery(given)];
  const { kept, copies } = await act('kept_statuses', { options: given, steps });
  assert.deepEqual(kept, copies);
  assert.equal(copies.length, steps.length + 1);
  assert.deepEqual(new Set(copies.map((status) => status?.state)), new Set(['CLOSED', 'OPEN', 'HALF_OPEN']));
});

test('C2 execute resolves with what fn returns or resolves with', async () => {
  for (const how of ['returns', 'resolves']) {
    const values = draw(fc.array(value, { minLength: 3, maxLength: 8 }));
    const objects = [{ object: draw(text) }, [draw(text)]];
    const steps = [...objects, ...values].map((item) => call({ [how]: item }));
    const got = settledOf(await play(draw(options), steps));
    const expected = steps.map(([, id, plan]) => [id, 'resolved', plan[how]]);
    assert.deepEqual(cut(got, 3), expected);
    const origins = got.slice(0, objects.length).map(([, , , origin]) => origin);
    assert.deepEqual(origins, numbersOf(steps.slice(0, objects.length)));
  }
});

test('C2 execute rejects with the very error of fn', async () => {
  const steps = draw(fc.array(error, { minLength: 2, maxLength: 5 })).map((rejects) => call({ rejects }));
  const got = settledOf(await play({ ...draw(options), failureThreshold: 10 }, steps));
  const expected = steps.map(([, id, { rejects }]) => [id, 'rejected', rejects.message, id]);
  assert.deepEqual(got.map(errorAsText), expected);
});

test('C2 callers whose calls overlap get the outcome of their own', async () => {
  const given = { ...draw(patientOptions), failureThreshold: 10 };
  const started = repeat(between(4, 8), slow);
  const inAnyOrder = draw(fc.shuffledSubarray(started, { minLength: started.length }));
  const ends = inAnyOrder.map((one, n) => (n % 2 ? rejected : resolved)(one));
  await follows({ given, steps: [['together', ...started], ...ends] }, callsOf, fatesOf);
});

test('C3 the failureThreshold-th failure in a row opens', async () => {
  for (const failureThreshold of [1, draw(threshold)]) {
    const given = { ...draw(options), failureThreshold };
    const seen = await play(given, failures(failureThreshold));
    assert.deepEqual(statesOf(seen), [...repeat(failureThreshold - 1, () => 'CLOSED'), 'OPEN']);
    const counts = repeat(failureThreshold, (n) => n + 1);
    assert.deepEqual(failuresOf(seen), counts);
  }
});

test('C3 a success begins the count anew', async () => {
  const given = draw(options);
  const almost = given.failureThreshold - 1;
  const steps = [...failures(almost), success(), ...failures(almost), success(), success(), failure()];
  await follows({ given, steps }, statesOf, failuresOf);
});

test('C3 calls that overlap count as they come', async () => {
  const given = { ...draw(patientOptions), failureThreshold: 4 };
  const [first, second, third, fourth, fifth] = repeat(5, slow);
  const starts = ['together', first, second, third, fourth, fifth];
  const ends = [rejected(third), rejected(first), resolved(fifth), rejected(second), rejected(fourth)];
  await follows({ given, steps: [starts, ...ends, failure(), failure()] }, statesOf, failuresOf);
});

test('C4 an open breaker refuses without calling fn', async () => {
  const given = draw(options);
  const refused = [success(), failure(), call({ returns: 1 }), slow()];
  const seen = (await play(given, [...into.OPEN(given), ...refused])).slice(-refused.length);
  assert.deepEqual(callsOf(seen).flat(), []);
  const got = settledOf(seen).map(([id, how, error]) => [id, how, error instanceof Error, error?.message, error?.code]);
  const refusal = ['rejected', true, 'Circuit breaker is OPEN', 'CIRCUIT_OPEN'];
  const expected = numbersOf(refused).map((id) => [id, ...refusal]);
  assert.deepEqual(got, expected);
});

test('C4 a refused call is not counted', async () => {
  const given = draw(options);
  const refused = [failure(), tick(between(1, 900)), success(), tick(between(1, 900)), failure()];
  const seen = (await play(given, [...into.OPEN(given), ...refused])).slice(-refused.length - 1);
  const unchanged = statusesOf(seen).map((part) => part.map(() => part[0]));
  assert.equal(seen[0].state, 'OPEN');
  assert.deepEqual(statusesOf(seen), unchanged);
  assert.deepEqual(eventsOf(seen.slice(1)).flat(), []);
});

test('C4 refused calls do not make the pause longer', async () => {
  const given = draw(options);
  const waits = [between(1, 900), between(1, 900)];
  const rest = given.resetTimeout - waits[0] - waits[1];
  const refused = [tick(waits[0]), failure(), tick(waits[1]), success(), failure()];
  await follows({ given, steps: [...into.OPEN(given), ...refused, tick(rest - 1), tick(1)] }, statesOf);
});

test('C5 an open breaker is HALF_OPEN after resetTimeout and not a millisecond before', async () => {
  const given = draw(options);
  const waits = repeat(given.failureThreshold - 1, () => between(1, 3000));
  const opening = [...waits.flatMap((ms) => [failure(), tick(ms)]), failure()];
  const steps = [...opening, tick(given.resetTimeout - 1), failure(), tick(1), success()];
  await follows({ given, steps }, statesOf, callsOf);
});

test('C5 the breaker becomes HALF_OPEN in time though nobody looks', async () => {
  const given = draw(options);
  const seen = await play(given, [...into.OPEN(given), tick(100_000)]);
  const times = seen.at(-1).times.filter(([event]) => event === 'halfOpen');
  assert.deepEqual(times, [['halfOpen', given.resetTimeout]]);
});

test('C6 successThreshold successes close, and the counters are 0', async () => {
  const given = draw(options);
  const seen = (await play(given, [...into.OPEN(given), ...recovery(given)])).slice(-given.successThreshold - 1);
  assert.deepEqual(statesOf(seen), [...repeat(given.successThreshold, () => 'HALF_OPEN'), 'CLOSED']);
  assert.deepEqual(failuresOf(seen), [...repeat(given.successThreshold, () => given.failureThreshold), 0]);
  assert.equal(seen.at(-1).successCount, 0);
});

test('C6 a breaker that has closed behaves like a new one', async () => {
  const given = draw(options);
  const life = () => [...into.OPEN(given), ...recovery(given)];
  await follows({ given, steps: [...life(), ...life(), ...life()] }, statesOf);
});

test('C6 states and counters are right after any history', async () => {
  await followsAny(historyWith([]), [statesOf, failuresOf, successesOf], 25);
});

test('C7 a failure on trial opens again, however many successes came before', async () => {
  const given = draw(options);
  for (const before of [0, given.successThreshold - 1]) {
    const steps = [...into.HALF_OPEN(given), ...successes(before), failure(), success()];
    await follows({ given, steps }, statesOf, failuresOf, callsOf);
  }
});

test('C7 the second pause is a full one', async () => {
  const given = draw(options);
  const pause = [tick(given.resetTimeout - 1), tick(1)];
  const trials = [tick(between(1, 5000)), success(), failure(), ...pause, failure(), ...pause];
  await follows({ given, steps: [...into.HALF_OPEN(given), ...trials] }, statesOf);
});

test('C7 successes before a failure on trial are forgotten', async () => {
  const given = draw(options);
  const trials = [...successes(given.successThreshold - 1), failure(), ...recovery(given)];
  await follows({ given, steps: [...into.HALF_OPEN(given), ...trials] }, statesOf);
});

test('C8 a call that takes too long rejects when timeout is over', async () => {
  const given = draw(options);
  const late = slow();
  const seen = await play(given, [tick(between(1, 5000)), late, tick(given.timeout - 1), tick(1)]);
  assert.deepEqual(settledOf(seen.slice(0, -1)), []);
  assert.deepEqual(settledOf(seen).map(errorAsText), [[late[1], 'rejected', 'Circuit breaker timeout', null]]);
});

test('C8 a call that is just in time succeeds', async () => {
  const given = draw(options);
  const late = slow();
  const steps = [failure(), late, tick(given.timeout - 1), resolved(late), tick(given.timeout)];
  await follows({ given, steps }, failuresOf, fatesOf);
});

test('C8 taking too long is a failure, one for each call', async () => {
  const given = draw(options);
  const gaps = repeat(given.failureThreshold - 1, () => between(1, 300));
  const starts = [slow(), ...gaps.flatMap((ms) => [tick(ms), slow()])];
  const untilFirst = tick(given.timeout - gaps.reduce((sum, ms) => sum + ms, 0));
  await follows({ given, steps: [...starts, untilFirst, ...gaps.map(tick)] }, statesOf, failuresOf);
});

test('C8 what a call does after its timeout has no effect', async () => {
  const given = { ...draw(options), failureThreshold: 6 };
  const [good, bad] = [slow(), slow()];
  const steps = ['together', good, bad];
  const seen = await play(given, [steps, tick(given.timeout), resolved(good), rejected(bad), tick(100_000)]);
  assert.deepEqual(failuresOf(seen), [0, 2, 2, 2, 2]);
  assert.deepEqual([eventsOf(seen.slice(2)).flat(), settledOf(seen.slice(2))], [[], []]);
});

test('C8 a trial that takes too long opens again', async () => {
  const given = draw(options);
  const trials = [success(), slow(), tick(given.timeout - 1), tick(1), tick(given.resetTimeout - 1), tick(1)];
  await follows({ given, steps: [...into.HALF_OPEN(given), ...trials] }, statesOf);
});

test('C9 events come in order, with what they carry', async () => {
  const given = draw(options);
  const texts = draw(fc.array(text, { minLength: given.failureThreshold + 1, maxLength: given.failureThreshold + 1 }));
  const [onTrial, ...inClosed] = texts.map((message) => call({ rejects: new Error(message) }));
  const trials = [tick(given.resetTimeout), success(), onTrial, ...recovery(given), success()];
  const seen = await follows({ given, steps: [success(), ...inClosed, success(), ...trials] }, eventsOf);
  const failed = (message, n) => ['failure', { error: message, failureCount: n + 1 }];
  const states = ['OPEN', 'HALF_OPEN', 'OPEN', 'HALF_OPEN', 'CLOSED'];
  const told = states.flatMap((to) => [['stateChange', to], [EVENTS[to]]]);
  const expected = [...texts.slice(1).map(failed), ...told];
  expected.splice(given.failureThreshold + 4, 0, failed(texts[0], given.failureThreshold));
  assert.deepEqual(eventsOf(seen).flat(), expected);
});

test('C9 events come when something happens, and not otherwise', async () => {
  await followsAny(historyWith([]), [eventsOf]);
});

test('C9 listeners are added by on and once and removed by off', async () => {
  const rounds = between(2, 5);
  const expected = [['on'], ['once'], ['leaves'], ...repeat(rounds - 1, () => ['on'])];
  assert.deepEqual(await act('ways_to_listen', rounds), expected);
});

const FORCE = { OPEN: 'forceOpen', CLOSED: 'forceClose' };

for (const to of ['OPEN', 'CLOSED']) {
  test(`C10 ${FORCE[to]} leads from any other state to ${to}`, async () => {
    for (const from of Object.keys(EVENTS).filter((state) => state !== to)) {
      const given = draw(options);
      const before = from === 'CLOSED' ? [failure()] : into[from](given);
      const steps = [...before, [FORCE[to]]];
      const seen = await follows({ given, steps }, statesOf, failuresOf, successesOf, eventsOf);
      assert.equal(seen.at(-1).atOnce, to);
    }
  });
}

test('C10 forceClose does nothing to a closed breaker', async () => {
  const given = draw(options);
  const steps = [...failures(given.failureThreshold - 1), ['forceClose'], failure()];
  await follows({ given, steps }, statesOf, failuresOf, eventsOf);
});

test('C10 forceOpen does nothing to an open breaker', async () => {
  const given = draw(options);
  const wait = between(1, given.resetTimeout - 2);
  const pause = [tick(wait), ['forceOpen'], tick(given.resetTimeout - wait - 1), tick(1)];
  await follows({ given, steps: [...into.OPEN(given), ...pause] }, statesOf, failuresOf, eventsOf);
});

test('C10 states, counters and events are right after any history with force', async () => {
  await followsAny(historyWith([], withForces), [statesOf, failuresOf, successesOf, eventsOf]);
});

test('C10 a breaker that was forced open refuses, recovers and opens again', async () => {
  const given = { ...draw(options), failureThreshold: between(3, 6) };
  const pause = [success(), tick(given.resetTimeout - 1), tick(1)];
  const steps = [failure(), ['forceOpen'], ...pause, failure(), ...recovery(given)];
  await follows({ given, steps }, statesOf, callsOf);
});

test('C11 a synchronous throw is a failure, and execute rejects with it', async () => {
  const given = draw(options);
  const steps = repeat(given.failureThreshold, () => call({ throws: draw(error) }));
  const seen = await follows({ given, steps }, statesOf, failuresOf, fatesOf);
  assert.deepEqual(thrownIn(seen), []);
});

test('C11 a trial that throws synchronously opens again', async () => {
  const given = draw(options);
  await follows({ given, steps: [...into.HALF_OPEN(given), call({ throws: draw(error) })] }, statesOf);
});

test('C12 lastFailureTime is when the last failure came', async () => {
  const given = { ...draw(options), failureThreshold: 5 };
  const failed = repeat(4, () => [tick(between(1, 5000)), failure(), tick(between(1, 900))]);
  await follows({ given, steps: [success(), ...failed.flat(), success()] }, lastTimesOf);
});

test('C12 lastFailureTime of a slow call is when its timeout was over', async () => {
  const given = draw(options);
  const steps = [tick(between(1, 5000)), slow(), tick(given.timeout + between(1, 5000))];
  await follows({ given, steps }, lastTimesOf);
});

test('C12 refused calls and changes of state leave lastFailureTime alone', async () => {
  const given = draw(options);
  const closed = [tick(between(1, 5000)), ...into.OPEN(given), tick(1), failure(), ...recovery(given), tick(1)];
  await follows({ given, steps: [...closed, ['forceOpen'], ['forceClose']] }, lastTimesOf);
});

const names = fc.uniqueArray(name, { minLength: 4, maxLength: 4 });
const askRegistry = (defaultOptions, asks, steps = []) => act('registry', { defaultOptions, asks, steps });

/** Whether the breaker of a name has these options, in a registry that was asked so. */
async function assertOptions(asked, effective, defaultOptions, asks) {
  const expected = profile(effective);
  const steps = expected.steps.map((step) => [asked, step]);
  const seen = await askRegistry(defaultOptions, asks, steps);
  assertProfile(seen.records, expected);
  assert.deepEqual([seen.defaultOptions, seen.asks], [defaultOptions, asks], 'options were changed');
}

test('C13 a registry gives one breaker for each name', async () => {
  const [first, second, third] = draw(names);
  const asks = [first, second, first, third, second, third, first].map((asked) => [asked]);
  const { which } = await askRegistry(draw(options), asks);
  assert.deepEqual(which, [0, 1, 0, 3, 1, 3, 0]);
});

test('C13 options overlay the default options, for one breaker only', async () => {
  const [given, other] = [draw(options), draw(options)];
  const [overlaid, plain, after] = draw(names);
  const keys = draw(fc.shuffledSubarray(Object.keys(DEFAULTS), { minLength: 2, maxLength: 2 }));
  const some = Object.fromEntries(keys.map((key) => [key, other[key]]));
  const asks = [[overlaid, some], [plain], [after, {}]];
  await assertOptions(overlaid, { ...given, ...some }, given, asks);
  await assertOptions(plain, given, given, asks);
  await assertOptions(after, given, given, asks);
});

test('C13 a registry without default options falls back on those of the breaker', async () => {
  const { successThreshold } = draw(options);
  const asked = draw(name);
  await assertOptions(asked, { ...DEFAULTS, successThreshold }, undefined, [[asked, { successThreshold }]]);
});

test('C13 options of later calls are ignored', async () => {
  const [given, later] = [draw(options), draw(options)];
  const asked = draw(name);
  await assertOptions(asked, given, {}, [[asked, given], [asked, later], [asked]]);
});

test('C14 getAll has the status of every breaker', async () => {
  const given = { ...draw(options), failureThreshold: 20 };
  const asked = draw(names);
  const turns = draw(fc.array(fc.nat({ max: 3 }), { minLength: 6, maxLength: 12 }));
  const steps = turns.map((n) => [asked[n], failure()]);
  steps.push([asked[turns[0]], ['forceOpen']]);
  const models = new Map(asked.map((one) => [one, new Model(given)]));
  const expected = steps.map(([one, step]) => {
    models.get(one).take(step);
    return Object.fromEntries([...models].map(([key, model]) => [key, model.status()]));
  });
  const asks = asked.map((one) => [one]);
  const { records } = await askRegistry(given, asks, steps);
  const all = records.map((record) => record.all);
  assert.deepEqual(all, expected);
});

test('C15 successCount counts the successes on trial', async () => {
  const given = draw(options);
  await follows({ given, steps: [...into.HALF_OPEN(given), ...successes(given.successThreshold - 1)] }, successesOf);
});

test('C15 successCount is 0 outside HALF_OPEN, and at its beginning', async () => {
  const given = draw(options);
  const trials = [tick(given.resetTimeout), success(), failure(), ...recovery(given), success()];
  await follows({ given, steps: [success(), ...into.OPEN(given), ...trials] }, successesOf);
});

test('C16 a call that settled leaves no timer', async () => {
  const given = { ...draw(options), failureThreshold: 9 };
  const [good, bad] = [slow(), slow()];
  const atOnce = [success(), failure(), call({ returns: 1 })];
  const later = [good, tick(between(1, 900)), resolved(good), bad, tick(between(1, 900)), rejected(bad)];
  const seen = await follows({ given, steps: [...atOnce, ...later, slow(), tick(given.timeout)] }, howOf);
  const settled = seen.filter(({ settled }) => settled.length > 0);
  assert.deepEqual(timersOf(settled), [0, 0, 0, 0, 0, 0]);
});

test('C16 neither a refused call nor a trial leaves a timer', async () => {
  const given = draw(options);
  const steps = [...into.OPEN(given), success(), failure(), tick(given.resetTimeout), success()];
  const seen = (await play(given, steps)).slice(given.failureThreshold - 1);
  const [whenOpened, ...later] = timersOf(seen);
  assert.equal(seen[0].state, 'OPEN');
  assert.deepEqual(later, [whenOpened, whenOpened, 0, 0]);
});

test('E1 stateChange tells the state before', async () => {
  const given = draw(options);
  const byItself = [...into.HALF_OPEN(given), failure(), ...recovery(given)];
  const byForce = [failure(), ['forceOpen'], tick(given.resetTimeout), ['forceClose'], ['forceOpen'], ['forceClose']];
  const seen = await play(given, [...byItself, ...byForce]);
  const states = ['CLOSED', 'OPEN', 'HALF_OPEN', 'OPEN', 'HALF_OPEN', 'CLOSED', 'OPEN', 'HALF_OPEN', 'CLOSED', 'OPEN'];
  const expected = [...states.slice(1), 'CLOSED'].map((to, n) => ['stateChange', { from: states[n], to }]);
  const events = seen.flatMap((record) => record.events).filter(([event]) => event === 'stateChange');
  assert.deepEqual(events, expected);
});

for (const [when, before] of Object.entries({
  'never failed': () => [],
  'failed long ago': () => [failure(), tick(100_000)],
  'is HALF_OPEN': (given) => [...into.HALF_OPEN(given), tick(between(1, 5000))],
})) {
  test(`E2 forceOpen blocks a breaker that ${when}`, async () => {
    const given = draw(options);
    const pause = [success(), tick(given.resetTimeout - 1), failure(), tick(1)];
    await follows({ given, steps: [...before(given), ['forceOpen'], ...pause] }, statesOf, callsOf, fatesOf);
  });
}

test('E3 a breaker that forceClose closed stays closed', async () => {
  const given = draw(options);
  const wait = between(1, given.resetTimeout - 1);
  const steps = [...into.OPEN(given), tick(wait), ['forceClose'], tick(given.resetTimeout - wait), tick(100_000)];
  const seen = await play(given, steps);
  assert.deepEqual(statesOf(seen.slice(-3)), ['CLOSED', 'CLOSED', 'CLOSED']);
  assert.deepEqual(eventsOf(seen.slice(-2)).flat(), []);
});

test('E3 forceClose leaves no timer', async () => {
  const given = draw(options);
  const seen = await play(given, [...into.OPEN(given), tick(between(1, 1000)), ['forceClose']]);
  assert.equal(seen.at(-2).state, 'OPEN');
  assert.equal(seen.at(-1).timers, 0);
});

test('E4 a breaker that opens after forceClose stays open for a full resetTimeout', async () => {
  const given = draw(options);
  const [pause, gap] = [between(1, 900), between(1, 900)];
  const closed = [...into.OPEN(given), tick(pause), ['forceClose'], tick(gap)];
  const untilOldEnd = given.resetTimeout - pause - gap;
  const later = [tick(untilOldEnd), success(), tick(given.resetTimeout - untilOldEnd - 1), tick(1)];
  await follows({ given, steps: [...closed, ...into.OPEN(given), ...later] }, statesOf, callsOf);
});

test('E5 no more than successThreshold of the calls in a burst are passed on', async () => {
  const given = { ...draw(patientOptions), successThreshold: between(1, 5) };
  const burst = ['together', ...repeat(given.successThreshold + between(1, 6), slow)];
  await follows({ given, steps: [...into.HALF_OPEN(given), burst] }, callsOf, fatesOf);
});

test('E5 a trial that is refused is not counted', async () => {
  const given = { ...draw(patientOptions), successThreshold: between(2, 4) };
  const trials = repeat(given.successThreshold, slow);
  const steps = [...trials, success(), failure(), failure(), success(), ...trials.map(resolved)];
  await follows({ given, steps: [...into.HALF_OPEN(given), ...steps] }, statusesOf, callsOf, eventsOf);
});

test('E5 a trial that settles makes room for another', async () => {
  const given = { ...draw(patientOptions), successThreshold: between(2, 5) };
  const trials = repeat(given.successThreshold, slow);
  const steps = [...into.HALF_OPEN(given), ...trials, resolved(trials[0]), slow(), slow()];
  await follows({ given, steps }, callsOf, fatesOf);
});

test('E5 calls that are left over neither take nor make room', async () => {
  const given = { ...draw(patientOptions), successThreshold: between(3, 5) };
  const leftOver = repeat(given.successThreshold - 1, slow);
  const before = [slow(), ...into.HALF_OPEN(given), ...leftOver, failure(), tick(given.resetTimeout)];
  const trials = repeat(given.successThreshold, slow);
  const steps = [...before, ...trials, resolved(leftOver[0]), slow(), slow()];
  await follows({ given, steps }, callsOf, fatesOf);
});

test('E5 the bound holds in any history', async () => {
  await followsAny(historyWith(['E5']), [everything]);
});

const LATE = { success: resolved, failure: rejected, timeout: null };

/** A call that is started in the first CLOSED, and how it ends after the steps of `meanwhile`. */
function lateCall(given, end, meanwhile) {
  const late = slow();
  const begun = [late, tick(1), ...meanwhile];
  const past = begun.filter(([kind]) => kind === 'tick').reduce((sum, [, ms]) => sum + ms, 0);
  return [...begun, ...(LATE[end] ? [LATE[end](late)] : [tick(given.timeout - past - 1), tick(1)])];
}

test('E6 a late result in HALF_OPEN goes to its caller and is not counted', async () => {
  for (const end of Object.keys(LATE)) {
    const given = { ...draw(options), successThreshold: 1, timeout: 30_000 };
    await follows({ given, steps: lateCall(given, end, into.HALF_OPEN(given)) }, everything);
  }
});

test('E6 a late result in a later CLOSED is not counted', async () => {
  for (const end of Object.keys(LATE)) {
    const given = { ...draw(options), timeout: 30_000 };
    const meanwhile = [...into.OPEN(given), ...recovery(given), failure(), tick(1)];
    await follows({ given, steps: lateCall(given, end, meanwhile) }, everything);
  }
});

for (const end of Object.keys(LATE)) {
  test(`E12 a late ${end} in OPEN goes to its caller and is not counted`, async () => {
    const given = { ...draw(options), resetTimeout: 50_000 };
    const steps = [...lateCall(given, end, [...into.OPEN(given), tick(between(1, 900))]), tick(50_000)];
    const seen = await follows({ given, steps }, everything);
    assert.equal(seen.at(-1).state, 'HALF_OPEN');
  });
}

test('E6 a trial of an earlier HALF_OPEN is not counted in a later one', async () => {
  const given = { ...draw(patientOptions), successThreshold: between(2, 4) };
  const late = slow();
  const before = [...into.HALF_OPEN(given), late, ['forceOpen'], tick(given.resetTimeout)];
  const steps = [...before, ...successes(given.successThreshold - 1), resolved(late), success()];
  await follows({ given, steps }, statesOf, successesOf);
});

test('E6 late results count for nothing in any history', async () => {
  await followsAny(historyWith(['E6', 'left over'], { timeout: patient }), [everything]);
});

test('E12 late results in OPEN count for nothing in any history', async () => {
  await followsAny(historyWith(['E12', 'left over'], { timeout: patient }), [everything]);
});

test('E7 a synchronous throw leaves no timer', async () => {
  const given = { ...draw(options), failureThreshold: 9 };
  const steps = repeat(between(1, 5), () => call({ throws: draw(error) }));
  const expected = steps.map(() => 0);
  assert.deepEqual(timersOf(await follows({ given, steps }, fatesOf)), expected);
});

test('E7 a trial that throws synchronously leaves the timer of the pause and no other', async () => {
  const given = draw(options);
  const steps = [...into.HALF_OPEN(given), call({ throws: draw(error) })];
  const seen = await play(given, steps);
  const timers = timersOf(seen);
  assert.equal(seen[given.failureThreshold - 1].state, 'OPEN');
  assert.equal(timers.at(-1), timers[given.failureThreshold - 1]);
});

test('E8 a breaker that is open does not keep the process alive', async () => {
  const given = draw(options);
  const again = [tick(given.resetTimeout), failure(), tick(between(1, 1000))];
  const seen = await play(given, [...into.OPEN(given), tick(between(1, 1000)), success(), ...again]);
  const holding = seen.filter(({ state }) => state === 'OPEN').map((record) => record.holding);
  assert.deepEqual(holding, [0, 0, 0, 0, 0]);
});

const anyReason = fc
  .record({ message: text, number: fc.integer({ min: 1 }), symbol: text.map((description) => Symbol.for(description)) })
  .map((drawn) => [null, undefined, '', 0, false, ...Object.values(drawn), drawn.message.split(' ')])
  .chain((reasons) => fc.shuffledSubarray(reasons, { minLength: reasons.length }));

for (const how of ['rejects', 'throws']) {
  test(`E9 a failure may be anything that fn ${how}`, async () => {
    const reasons = draw(anyReason);
    const given = { ...draw(options), failureThreshold: reasons.length };
    const steps = reasons.map((reason) => call({ [how]: reason }));
    const seen = await follows({ given, steps }, statesOf, failuresOf);
    const expected = steps.map(([, id, plan]) => [id, 'rejected', plan[how]]);
    assert.deepEqual(cut(settledOf(seen), 3), expected);
    const told = seen.flatMap(({ events }) => events).map(([event, payload]) => [event, payload?.failureCount]);
    const failed = reasons.map((_, n) => ['failure', n + 1]);
    assert.deepEqual(told, [...failed, ['stateChange', undefined], ['open', undefined]]);
  });
}

test('E9 a trial that rejects with null or undefined opens again', async () => {
  const given = draw(options);
  for (const rejects of [null, undefined]) {
    const steps = [...into.HALF_OPEN(given), call({ rejects })];
    const seen = await follows({ given, steps }, statesOf);
    assert.deepEqual(seen.at(-1).settled[0].slice(1, 3), ['rejected', rejects]);
  }
});

/** A life of a breaker in which every event occurs, also by force. */
const fullLife = (given) => [
  ...[...into.OPEN(given), success(), tick(given.resetTimeout - 1), tick(1)],
  ...[failure(), ...recovery(given)],
  ...[failure(), ['forceOpen'], tick(given.resetTimeout), ['forceClose'], success()],
];

const THROWING = { E10: ['failure'], E11: ['stateChange', 'open', 'halfOpen', 'close'] };

for (const [requirement, events] of Object.entries(THROWING)) {
  test(`${requirement} a listener of ${events.join(', ')} that throws changes nothing`, async () => {
    for (const event of events) {
      const given = draw(options);
      const seen = await follows({ given, steps: fullLife(given), throwing: [event] }, everything);
      assert.deepEqual(thrownIn(seen), []);
    }
  });
}

test('E13 nothing is written to the console', async () => {
  const given = draw(options);
  const steps = fullLife(given);
  const seen = await act('console_output', { options: given, name: draw(name), steps });
  assert.deepEqual(seen.written, []);
  const states = statesOf(replay(given, steps));
  assert.deepEqual(seen.states, [...states, ...states]);
});

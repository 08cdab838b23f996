import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { act } from 'kata';
import { draw, propertyOfMany } from 'kata/property';
import { historyOf, Model } from './hidden.model.mjs';

// Events that no requirement treats in a special way: never 'error', falsy, or a name that objects inherit.
const event = fc.stringMatching(/^[a-z]{3,6}-[a-z0-9]{2,6}$/);
const events = fc.uniqueArray(event, { minLength: 2, maxLength: 5 });
const names = fc.shuffledSubarray(['ann', 'bob', 'cat', 'dan', 'eve', 'fay', 'gus', 'hal'], { minLength: 3 });
const value = fc.oneof(fc.string(), fc.integer(), fc.double(), fc.constantFrom(undefined, null, true, false));
const emits = fc.array(fc.array(value, { minLength: 2, maxLength: 8 }), { minLength: 2, maxLength: 5 });
const few = fc.integer({ min: 2, max: 6 });
const error = fc
  .record({ Type: fc.constantFrom(Error, TypeError, RangeError), message: fc.string(), code: fc.integer() })
  .map(({ Type, message, code }) => Object.assign(new Type(message), { code }));
const drawRecord = (fields) => draw(fc.record(fields));

const repeat = (item, times) => Array.from({ length: times }, () => item);
/** Names or calls in an order of their own, for tests that leave the order to C4. */
const sorted = (list) => list.toSorted((a, b) => (String(a) < String(b) ? -1 : 1));
/** What two errors are compared by; their stacks say nothing about the solution. */
const plain = (thrown) => thrown && { name: thrown.name, message: thrown.message, code: thrown.code };

/** Holds what comes of every step of that method against the model, in histories of an emitter. */
const followAny = (histories, method, runs) =>
  propertyOfMany(histories, {
    observe: (drawn) => act('histories', drawn),
    check(history, seen) {
      const model = new Model();
      const expected = history.map(([name, ...rest]) => model[name](...rest));
      const shown = (results) => history.map((step, n) => [step, results[n]]).filter(([[name]]) => name === method);
      assert.deepEqual(shown(seen), shown(expected));
    },
    runs,
  });

test('C1 a listener gets exactly the arguments of each emit', async () => {
  const input = drawRecord({ event, emits });
  const seen = await act('arguments_of_listener', { ...input, method: 'on' });
  assert.deepEqual(
    seen,
    input.emits.map((args) => ['listener', ...args]),
  );
});

test('C2 emit returns true when the event has listeners, and false for one that never had any', async () => {
  const input = drawRecord({ events, names });
  const [known, unknown] = input.events;
  const emit = (emitted) => act('what_emit_returns', { event: known, names: input.names, emitted });
  assert.equal((await emit(known)).returned, true);
  assert.deepEqual(await emit(unknown), { returned: false, calls: [] });
});

test('C3 on, once, off and removeAllListeners return the emitter', async () => {
  const seen = await act('what_methods_return', draw(event));
  const itself = 'the emitter';
  const expected = { on: itself, once: itself, off: itself, removeAllListeners: itself, listenerCount: 'number' };
  assert.deepEqual(seen, expected);
});

test('C4 listeners run in the order of their registration', async () => {
  const input = drawRecord({ event, names });
  const registrations = input.names.map((name, n) => [n % 2 ? 'once' : 'on', name]);
  const seen = await act('listeners_in_order', { event: input.event, registrations });
  assert.deepEqual(seen, [input.names]);
});

test('C4 the order holds after any history', async () => {
  const histories = historyOf({ on: 5, once: 3, off: 3, emit: 5, removeAllOfOne: 1, removeAll: 1 });
  await followAny(histories, 'emit', 50);
});

test('C5 a function registered several times is called as many times', async () => {
  const input = drawRecord({ event, times: few });
  const seen = await act('one_function_many_times', { ...input, offs: 0 });
  assert.deepEqual(seen, { calls: repeat(['listener'], input.times), count: input.times });
});

test('C6 off removes one registration of several', async () => {
  const input = drawRecord({ event, times: few });
  const left = input.times - 1;
  const seen = await act('one_function_many_times', { ...input, offs: 1 });
  assert.deepEqual(seen, { calls: repeat(['listener'], left), count: left });
});

test('C7 off with an unknown listener changes nothing', async () => {
  const input = drawRecord({ event, names });
  const seen = await act('off_with_what_is_unknown', { ...input, unknown: 'listener' });
  assert.deepEqual(sorted(seen.calls.flat()), sorted(input.names));
  assert.equal(seen.count, input.names.length);
});

test('C7 off with an unknown event changes nothing', async () => {
  const input = drawRecord({ events, names });
  const [known, unknown] = input.events;
  const seen = await act('off_with_what_is_unknown', { event: known, names: input.names, unknown });
  assert.deepEqual(sorted(seen.calls.flat()), sorted(input.names));
  assert.equal(seen.count, input.names.length);
});

test('C8 a once listener hears the next emit and no later one', async () => {
  const input = drawRecord({ event, emits });
  const seen = await act('arguments_of_listener', { ...input, method: 'once' });
  assert.deepEqual(seen, [['listener', ...input.emits[0]]]);
});

for (const method of ['on', 'once']) {
  test(`C9 this is the emitter in a listener added by ${method}`, async () => {
    const input = drawRecord({ event, label: fc.string() });
    const seen = await act('receiver', { ...input, method });
    assert.deepEqual(seen, [[input.label, 'the emitter']]);
  });
}

test('C10 a listener that removes itself does not keep others from running', async () => {
  const input = drawRecord({ event, names, rounds: few });
  const [victim, ...others] = input.names;
  const seen = await act('removal_during_emit', { ...input, method: 'off', victim });
  assert.deepEqual(seen.map(sorted), [sorted(input.names), ...repeat(sorted(others), input.rounds - 1)]);
});

test('C10 a listener that another one removes still runs in that emit and never after', async () => {
  const input = drawRecord({ event, names, rounds: few });
  const [, victim] = input.names;
  const seen = await act('removal_during_emit', { ...input, method: 'off', victim });
  const later = sorted(input.names.filter((name) => name !== victim));
  assert.deepEqual(seen.map(sorted), [sorted(input.names), ...repeat(later, input.rounds - 1)]);
});

test('C10 listeners that removeAllListeners removes still run in that emit and never after', async () => {
  const input = drawRecord({ event, names, rounds: few });
  const seen = await act('removal_during_emit', { ...input, method: 'removeAllListeners' });
  assert.deepEqual(seen.map(sorted), [sorted(input.names), ...repeat([], input.rounds - 1)]);
});

test('C11 a listener that on adds during emit hears later emits only', async () => {
  const input = drawRecord({ event, names, rounds: few });
  const seen = await act('addition_during_emit', { ...input, adder: input.names[1], method: 'on' });
  const later = sorted([...input.names, 'added']);
  assert.deepEqual(seen.map(sorted), [sorted(input.names), ...repeat(later, input.rounds - 1)]);
});

test('C11 a listener that once adds during emit hears a later emit', async () => {
  const input = drawRecord({ event, names });
  const seen = await act('addition_during_emit', { ...input, adder: input.names.at(-1), method: 'once', rounds: 2 });
  assert.deepEqual(seen.map(sorted), [sorted(input.names), sorted([...input.names, 'added'])]);
});

test('C12 listenerCount follows on, once, off and emit', async () => {
  const { event: own, onces, offs, stay } = drawRecord({ event, onces: few, offs: few, stay: few });
  const seen = await act('count_after_each_change', { event: own, ons: offs + stay, onces, offs });
  assert.deepEqual(seen, {
    unknown: 0,
    afterOn: offs + stay,
    afterOnce: offs + stay + onces,
    afterOff: stay + onces,
    afterEmit: stay,
  });
});

test('C12 listenerCount is right after any history', async () => {
  const histories = historyOf({ on: 4, once: 4, off: 3, emit: 4, listenerCount: 6, removeAllOfOne: 1, removeAll: 1 });
  await followAny(histories, 'listenerCount', 60);
});

test('C13 removeAllListeners(event) removes the listeners of that event only', async () => {
  const all = draw(events);
  const [removed, ...left] = all;
  const seen = await act('removal_of_all', { events: all, removed: [removed] });
  const expected = { before: all.map(() => 2), after: [0, ...left.map(() => 2)] };
  assert.deepEqual(seen, { ...expected, calls: left.flatMap((name) => [[name], [name]]) });
});

test('C13 removeAllListeners() removes everything', async () => {
  const all = draw(events);
  const seen = await act('removal_of_all', { events: all, removed: [] });
  assert.deepEqual(seen, { before: all.map(() => 2), after: all.map(() => 0), calls: [] });
});

test('C14 every listener has run when emit returns', async () => {
  const input = drawRecord({ event, names });
  const [[first], ...rest] = await act('notes_around_emit', input);
  const [last] = rest.pop();
  assert.deepEqual([first, ...sorted(rest.flat()), last], ['before emit', ...sorted(input.names), 'after emit']);
});

test('C15 what a listener throws leaves emit, and later listeners do not run', async () => {
  const input = drawRecord({ event, names, error });
  const seen = await act('listener_that_throws', { ...input, thrower: input.names[1] });
  assert.deepEqual(plain(seen.threw), plain(input.error));
  assert.deepEqual(seen.calls.flat(), input.names.slice(0, 2));
});

test('C16 names that every object inherits, and symbols, are ordinary events', async () => {
  const inherited = Object.getOwnPropertyNames(Object.prototype); // '__proto__' is one of them
  const all = [...inherited, Symbol.for('data'), Symbol.for('')];
  const input = draw(fc.shuffledSubarray(all, { minLength: all.length }));
  const seen = await act('events_of_any_name', input);
  const before = { count: 0, emitted: false };
  const after = { count: 1, emitted: true };
  assert.deepEqual(
    seen.seen,
    input.map((name) => ({ event: name, before, after })),
  );
  assert.deepEqual(
    seen.calls,
    input.map((name) => [name]),
  );
});

test('C16 a symbol is neither another one nor its description', async () => {
  const seen = await act('events_that_look_alike', draw(event));
  assert.deepEqual(
    seen,
    ['symbol', 'namesake', 'description', 'text'].map((name) => [name, [name]]),
  );
});

test('C17 emitters do not share listeners', async () => {
  const input = drawRecord({ event, names });
  const seen = await act('several_emitters', input);
  assert.deepEqual(seen, {
    counts: input.names.map((_, added) => input.names.map((_, n) => (n <= added ? 1 : 0))),
    heard: input.names.map((name) => [name]),
  });
});

test('C18 neighbouring once listeners all run', async () => {
  const input = drawRecord({ event, names });
  const registrations = [...input.names.map((name) => ['once', name]), ['on', 'stays']];
  const [seen] = await act('listeners_in_order', { event: input.event, registrations });
  assert.deepEqual(sorted(seen), sorted([...input.names, 'stays']));
});

test('E1 off(event, original) cancels a once listener', async () => {
  const input = { event: draw(event), names: ['listener'] };
  const kept = await act('once_removed_by_original', { ...input, removed: [] });
  const removed = await act('once_removed_by_original', { ...input, removed: ['listener'] });
  assert.deepEqual(
    [kept, removed],
    [
      { count: 1, calls: [['listener']] },
      { count: 0, calls: [] },
    ],
  );
});

test('E1 off(event, original) leaves other once listeners alone', async () => {
  const input = drawRecord({ event, names });
  const [stays, ...removed] = input.names;
  const seen = await act('once_removed_by_original', { ...input, removed });
  assert.deepEqual(seen, { count: 1, calls: [[stays]] });
});

test('E2 a once listener that emits its event again runs one time', async () => {
  const input = drawRecord({ event, again: few });
  const seen = await act('once_that_emits_again', input);
  assert.deepEqual(seen, [['listener'], ...repeat(['emits again'], input.again)]);
});

test('E3 a once listener that throws is used up', async () => {
  const input = drawRecord({ event, error, emits: few });
  const seen = await act('once_that_throws', input);
  assert.deepEqual(seen, { calls: [['listener']], count: 0 });
});

test('E4 emit returns false after off removed the last listener', async () => {
  const input = drawRecord({ event, names });
  const seen = await act('emit_until_nobody_is_left', input);
  assert.deepEqual(seen, [...repeat(true, input.names.length), false]);
});

test('E4 emit returns false after the last listener, a once listener, has run', async () => {
  const input = drawRecord({ event, emits: few });
  const seen = await act('emits_after_once', input);
  assert.deepEqual(seen, [true, ...repeat(false, input.emits - 1)]);
});

const notFunctions = fc
  .tuple(fc.string(), fc.integer(), fc.array(fc.integer()), fc.record({ handleEvent: fc.integer() }))
  .map((drawn) => [undefined, null, true, Symbol.for('listener'), ...drawn]);

for (const method of ['on', 'once']) {
  test(`E5 ${method} refuses a listener that is not a function`, async () => {
    const input = drawRecord({ event, values: notFunctions });
    const seen = await act('registration_of_anything', { ...input, method });
    assert.deepEqual(
      seen,
      input.values.map((refused) => ({ value: refused, threw: 'a TypeError', count: 0 })),
    );
  });
}

test('E6 removeAllListeners of a falsy event clears that event only', async () => {
  const input = drawRecord({ falsy: fc.shuffledSubarray(['', 0, false, null], { minLength: 4 }), other: event });
  for (const falsy of input.falsy) {
    const seen = await act('removal_of_one_of_two', { event: falsy, other: input.other });
    assert.deepEqual(seen, { event: 0, other: 1 }, `after removeAllListeners(${JSON.stringify(falsy)})`);
  }
});

test('E7 off removes the registration that was added last', async () => {
  const input = drawRecord({ event, names });
  const [twice, between] = input.names;
  const ons = [twice, between, twice].map((name) => ['on', input.event, name]);
  const [seen] = await act('histories', [[...ons, ['off', input.event, twice], ['emit', input.event]]]);
  assert.deepEqual(seen.at(-1), [twice, between]);
});

test('E7 off removes the last of any number of registrations', async () => {
  const registration = fc.record({ name: fc.constantFrom('ann', 'bob', 'cat'), removed: fc.boolean() });
  const histories = fc
    .array(registration, { minLength: 1, maxLength: 12, size: 'max' })
    .map((registrations) => [
      ...registrations.map(({ name }) => ['on', 'data', name]),
      ...registrations.filter(({ removed }) => removed).map(({ name }) => ['off', 'data', name]),
      ['emit', 'data'],
    ]);
  await followAny(histories, 'emit', 50);
});

test('E8 emit of error without a listener throws the error', async () => {
  const thrown = draw(error);
  const seen = await act('error_event', { names: [], error: thrown });
  assert.deepEqual(plain(seen.threw), plain(thrown));
});

test('E8 emit of error without a listener throws whatever the argument is', async () => {
  const { text, number } = drawRecord({ text: fc.string(), number: fc.integer() });
  const input = [[], [undefined], [null], [text], [number]];
  const seen = await act('error_event_without_error', input);
  assert.deepEqual(seen, { alone: repeat('threw', input.length), heard: repeat('returned', input.length) });
});

test('E8 emit of error with listeners is an ordinary emit', async () => {
  const input = drawRecord({ names, error });
  const seen = await act('error_event', input);
  assert.equal(seen.returned, true);
  assert.deepEqual(sorted(seen.calls.flat()), sorted(input.names));
});

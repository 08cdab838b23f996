import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { act } from 'kata';
import { draw, shuffle } from 'kata/property';
import {
  begins,
  between,
  CLOSE,
  codes,
  ended,
  endedSoon,
  exitOf,
  exitWith,
  GRACE,
  hasBegun,
  hooksOf,
  idle,
  inFlight,
  inTurn,
  look,
  ran,
  ranIn,
  release,
  signal,
  SIGNALS,
  timeouts,
  words,
} from './hidden.model.mjs';

const play = (program, steps) => act('play', { program, steps });
const works = (name) => [name, 'works'];

/** The values of the last event of that kind. */
const last = ({ events }, kind) => events.findLast(([one]) => one === kind)?.slice(1);

for (const each of SIGNALS) {
  test(`C1 ${each} ends the process with code 0`, async () => {
    const seen = await play({ watches: false }, [['kill', each], ended]);
    assert.deepEqual(exitOf(seen), exitWith(0));
  });
}

test('C2 requests in flight are answered in full before the exit', async () => {
  const clients = ['large', 'small', 'streamed'];
  const ids = draw(words(3));
  // More than fits into what the operating system takes at once.
  const times = { large: draw(between(1_000_000, 1_100_000)), small: 3, streamed: draw(between(1000, 2000)) };
  const asked = clients.map((client, n) =>
    inFlight(client, ids[n], { kind: client === 'streamed' ? 'streamed' : 'held', times: times[client] }),
  );
  const seen = await play({ options: { timeout: draw(timeouts) } }, [
    ...asked.flat(),
    signal,
    release(ids[0]),
    ['answered', 'large'],
    ...shuffle(ids.slice(1)).map(release),
    ['answered', 'small'],
    ['answered', 'streamed'],
    ended,
  ]);
  const lengths = clients.map((client) => seen.clients[client]?.responses.map((one) => [one.status, one.length]));
  assert.deepEqual(
    lengths,
    clients.map((client, n) => [[200, times[client] * ids[n].length]]),
  );
  assert.deepEqual(exitOf(seen), exitWith(0));
});

test('C3 new connections are refused while a request is in flight', async () => {
  const [id] = draw(words(1));
  const seen = await play({ options: { timeout: draw(timeouts) } }, [
    ...inFlight('client', id),
    signal,
    ['connect', 'newcomer'],
    release(id),
    ['answered', 'client'],
  ]);
  assert.equal(seen.missed, null);
  assert.equal(seen.clients.newcomer.hasFailed, 'ECONNREFUSED');
  assert.equal(seen.clients.client.responses.length, 1);
});

test('C4 hooks run in order, one at a time, when the last answer is out and no connection is open', async () => {
  const [id, other, ...names] = draw(words(7));
  const given = draw(between(1, 4));
  const hooks = names.map(works);
  const program = { options: { timeout: draw(timeouts), hooks: hooks.slice(0, given) }, added: hooks.slice(given) };
  const seen = await play(program, [
    ...inFlight('first', id),
    ...inFlight('second', other),
    signal,
    release(id),
    ['answered', 'first'],
    ['tick', 2000],
    release(other),
    ['answered', 'second'],
    ended,
  ]);
  const events = seen.events.filter(([kind]) => kind === 'answers' || kind.startsWith('hook '));
  const turns = names.flatMap((name) => [
    ['hook begins', name, { open: 0 }],
    ['hook ends', name],
  ]);
  assert.deepEqual(events, [['answers', id], ['answers', other], ...turns]);
});

test('C5 a request that never ends is given up when the timeout is over', async () => {
  const timeout = draw(timeouts);
  const [id] = draw(words(1));
  const steps = [...inFlight('client', id), signal, ['till', timeout - 1], look, ['till', timeout], endedSoon];
  const seen = await play({ options: { timeout } }, steps);
  assert.equal(last(seen, 'fields')?.length, 2, 'alive a millisecond before the timeout');
  assert.deepEqual(exitOf(seen), exitWith(1));
});

test('C6 a hook that rejects makes it exit code 1', async () => {
  const [name, message] = draw(words(2));
  const options = { timeout: draw(timeouts), hooks: [[name, 'rejects', new Error(message)]] };
  const seen = await play({ options }, [['call', 'shutdown', draw(codes)], ended]);
  assert.deepEqual(exitOf(seen), exitWith(1));
  assert.deepEqual(hooksOf(seen), [`${name} begins`]);
});

test('C6 a hook that throws makes it exit code 1, whatever it throws', async () => {
  const [name] = draw(words(1));
  const value = draw(fc.constantFrom(undefined, null, 0, ''));
  const seen = await play({ options: { timeout: draw(timeouts), hooks: [[name, 'throws', value]] } }, [signal, ended]);
  assert.deepEqual(exitOf(seen), exitWith(1));
  assert.deepEqual(hooksOf(seen), [`${name} begins`]);
});

test('C7 a hook that never settles is cut off, and the timeout counts from the start', async () => {
  const timeout = draw(timeouts);
  const [id, name] = draw(words(2));
  const drained = draw(between(2000, timeout - 10_000));
  const seen = await play({ options: { timeout, hooks: [[name, 'waits']] } }, [
    ...inFlight('client', id),
    ['call', 'shutdown', draw(codes)],
    ['till', drained],
    release(id),
    begins(name),
    ['till', timeout - 1],
    look,
    ['till', timeout + GRACE],
    endedSoon,
  ]);
  assert.equal(last(seen, 'fields')?.length, 2, 'alive a millisecond before the timeout');
  assert.deepEqual(exitOf(seen), exitWith(1));
});

test('C8 signals and calls that come later change nothing', async () => {
  const [id, ...names] = draw(words(3));
  const [first, second] = draw(fc.uniqueArray(codes, { minLength: 2, maxLength: 2 }));
  const kills = shuffle([...SIGNALS, ...SIGNALS]).map((each) => ['kill', each]);
  const hooks = [[names[0], 'waits'], works(names[1])];
  const seen = await play({ options: { timeout: draw(timeouts), hooks }, watches: false }, [
    ...inFlight('client', id),
    ['call', 'shutdown', first],
    ...kills.slice(0, 3),
    ['call', 'shutdown', second],
    release(id),
    ['answered', 'client'],
    begins(names[0]),
    ...kills.slice(3),
    ['call', 'shutdown', second],
    release(names[0]),
    ended,
  ]);
  assert.equal(seen.clients.client?.responses[0]?.body, id);
  assert.deepEqual(ranIn(seen), ran(names));
  assert.deepEqual(exitOf(seen), exitWith(first));
});

test('C9 an uncaught exception ends the process in the same way, with code 1', async () => {
  const [id, ...names] = draw(words(3));
  const seen = await play({ options: { timeout: draw(timeouts), hooks: names.map(works) } }, [
    ...inFlight('client', id),
    ['call', 'throw', id],
    release(id),
    ['answered', 'client'],
    ended,
  ]);
  assert.equal(seen.clients.client.responses[0]?.body, id);
  assert.deepEqual(ranIn(seen), ran(names));
  assert.deepEqual(exitOf(seen), exitWith(1));
});

test('C10 an unhandled rejection does not stop the server', async () => {
  const [id] = draw(words(1));
  const seen = await play({ options: { timeout: draw(timeouts) } }, [
    ['call', 'reject', id],
    ['open', 'client'],
    ['ask', 'client', `/now/${id}/1`, CLOSE],
    look,
    signal,
    ended,
  ]);
  assert.equal(seen.clients.client?.responses[0]?.body, id);
  assert.equal(last(seen, 'fields')?.[0][0].isShuttingDown, false);
  assert.deepEqual(exitOf(seen), exitWith(0));
});

test('C11 an idle keep-alive connection does not use up the timeout', async () => {
  const [id, next] = draw(words(2));
  const steps = [...idle('client', id), ['ask', 'client', `/now/${next}/1`], signal, ended];
  const seen = await play({ options: { timeout: draw(timeouts) } }, steps);
  const bodies = seen.clients.client.responses.map(({ body }) => body);
  assert.deepEqual(bodies, [id, next], 'before the shutdown the connection stays open');
  assert.deepEqual(exitOf(seen), exitWith(0));
});

test('C12 what is left out takes its default, and the fields tell how it stands', async () => {
  const timeout = draw(timeouts);
  const [id, other, ...names] = draw(words(4));
  const [given, added] = names.map(works);
  const seen = await play({ added: [added], others: [{}, { timeout }, { hooks: [given] }] }, [
    ...inFlight('busy', id),
    ['open', 'gone'],
    look,
    ['ask', 'gone', `/now/${other}/1`, CLOSE],
    ['closed', 'gone'],
    ['tick', 0],
    look,
    ['call', 'shutdown'],
    ['till', 29_999],
    look,
    ['till', 30_000],
    endedSoon,
  ]);
  const fields = seen.events.filter(([kind]) => kind === 'fields').map(([, all]) => all);
  const fresh = { timeout: 30_000, onShutdown: 0, connections: 0, isShuttingDown: false };
  const running = { ...fresh, onShutdown: 1 };
  assert.deepEqual(fields[0]?.slice(1), [fresh, { ...fresh, timeout }, { ...fresh, onShutdown: 1 }]);
  assert.deepEqual(
    fields.map(([first]) => first),
    [
      { ...running, connections: 2 },
      { ...running, connections: 1 },
      { ...running, connections: 1, isShuttingDown: true },
    ],
  );
  assert.deepEqual(exitOf(seen), exitWith(1));
});

test('C13 the exit code is the argument of shutdown, or 0', async () => {
  const code = draw(codes);
  const seen = await act(
    'plays',
    [[code], []].map((args) => ({ program: {}, steps: [['call', 'shutdown', ...args], ended] })),
  );
  assert.deepEqual(seen.map(exitOf), [exitWith(code), exitWith(0)]);
});

test('E1 a connection closes right after its last answer, had the answer begun before or not', async () => {
  const ids = draw(words(2));
  const kinds = shuffle(['held', 'streamed']);
  const times = draw(between(2, 4));
  const clients = ['first', 'second'];
  const seen = await play({ options: { timeout: draw(timeouts) } }, [
    ...clients.flatMap((client, n) => inFlight(client, ids[n], { kind: kinds[n], times, headers: {} })),
    signal,
    ...clients.flatMap((client, n) => [release(ids[n]), ['answered', client], ['closed', client]]),
    ended,
  ]);
  const answers = clients.map((client) => seen.clients[client]?.responses.map(({ body }) => body));
  assert.deepEqual(
    answers,
    ids.map((id) => [id.repeat(times)]),
  );
  assert.deepEqual(exitOf(seen), exitWith(0));
});

test('E2 the exit does not wait for a timer', async () => {
  const [id, other, name] = draw(words(3));
  const seen = await play({ options: { timeout: draw(timeouts), hooks: [works(name)] } }, [
    ...idle('idle', id),
    ...inFlight('busy', other),
    signal,
    release(other),
    ['answered', 'busy'],
    ['ended', 300],
  ]);
  assert.deepEqual(exitOf(seen), exitWith(0));
});

test('E3 after the timeout all hooks together have one second', async () => {
  const timeout = draw(timeouts);
  const [id, ...names] = draw(words(4));
  const durations = draw(fc.tuple(between(350, 430), between(350, 430), between(2000, 5000)));
  const hooks = names.map((name, n) => [name, 'sleeps', durations[n]]);
  const seen = await play({ options: { timeout, hooks } }, [
    ...inFlight('client', id),
    signal,
    ['till', timeout],
    ['till', timeout + 100],
    hasBegun(names[0]),
    release(id), // too late
    ['tick', durations[0]],
    hasBegun(names[1]),
    ['tick', durations[1]],
    hasBegun(names[2]),
    ['till', timeout + GRACE],
    endedSoon,
  ]);
  assert.deepEqual(ranIn(seen), inTurn(names).slice(0, 5).toSorted());
  assert.deepEqual(exitOf(seen), exitWith(1));
});

test('E3 a hook that runs when the timeout is over has that second, too', async () => {
  const timeout = draw(timeouts);
  const names = draw(words(2));
  const late = draw(between(100, 500));
  const hooks = [[names[0], 'sleeps', timeout + late], works(names[1])];
  const steps = [signal, hasBegun(names[0]), ['till', timeout], ['till', timeout + late], endedSoon];
  const seen = await play({ options: { timeout, hooks } }, steps);
  assert.deepEqual(ranIn(seen), ran(names));
  assert.deepEqual(exitOf(seen), exitWith(1));
});

test('E4 hooks run after one that failed, and the exit code is 1', async () => {
  const [sync, async_, ...good] = draw(words(4));
  const hooks = [[sync, 'throws', new Error(sync)], works(good[0]), [async_, 'rejects', undefined], works(good[1])];
  const seen = await play({ options: { timeout: draw(timeouts), hooks } }, [signal, ended]);
  const expected = hooks.map(([name, does]) => (does === 'works' ? inTurn([name]) : [`${name} begins`]));
  assert.deepEqual(ranIn(seen), expected.flat().toSorted());
  assert.deepEqual(exitOf(seen), exitWith(1));
});

test('E5 without a server that listens hooks run, and the exit code is 0', async () => {
  const names = draw(words(2));
  const seen = await play({ listens: false, options: { timeout: draw(timeouts), hooks: names.map(works) } }, [
    signal,
    ended,
  ]);
  assert.deepEqual(ranIn(seen), ran(names));
  assert.deepEqual(exitOf(seen), exitWith(0));
});

test("E6 the caller's array stays as it is", async () => {
  const [given, ...added] = draw(words(3));
  const program = { options: { timeout: draw(timeouts), hooks: [works(given)] }, added: added.map(works) };
  const seen = await play(program, [look]);
  const [[instance], array] = last(seen, 'fields') ?? [[]];
  assert.deepEqual({ kept: instance?.onShutdown, ...array }, { kept: 3, given: 1 });
});

test('E7 later calls of shutdown wait for the first', async () => {
  const [id, ...names] = draw(words(3));
  const hooks = [[names[0], 'waits'], works(names[1])];
  const shutdown = ['call', 'shutdown'];
  const seen = await play({ options: { timeout: draw(timeouts), hooks } }, [
    ...inFlight('client', id),
    shutdown,
    shutdown,
    release(id),
    begins(names[0]),
    shutdown,
    ['tick', draw(between(10, 100))],
    release(names[0]),
    ended,
  ]);
  const told = seen.events.map(([kind]) => kind);
  const hooksDone = told.lastIndexOf('hook ends');
  const early = told.slice(0, hooksDone).filter((kind) => kind.startsWith('shutdown '));
  assert.deepEqual({ hooks: ranIn(seen), early }, { hooks: ran(names), early: [] });
});

test('E8 an upgraded connection does not hold up the exit', async () => {
  const [id] = draw(words(1));
  const seen = await play({ options: { timeout: draw(timeouts) } }, [
    ['open', 'used', { keepsOpen: true }],
    ['ask', 'used', `/now/${id}/1`],
    ['upgrade', 'used'],
    ['open', 'fresh', { keepsOpen: true }],
    ['upgrade', 'fresh'],
    signal,
    ended,
  ]);
  assert.deepEqual(exitOf(seen), exitWith(0));
});

test('E9 a connection without a request does not hold up the exit', async () => {
  const steps = [['open', 'silent', { keepsOpen: true }], signal, ended];
  const seen = await play({ options: { timeout: draw(timeouts) } }, steps);
  assert.deepEqual(exitOf(seen), exitWith(0));
});

test('E10 answers that begin during the shutdown carry Connection: close', async () => {
  const [id, other] = draw(words(2));
  const seen = await play({ options: { timeout: draw(timeouts) } }, [
    ...inFlight('plain', id, { headers: {} }),
    ...inFlight('headed', other, { kind: 'headed', headers: {} }),
    signal,
    release(id),
    release(other),
    ['answered', 'plain'],
    ['answered', 'headed'],
  ]);
  const connections = Object.values(seen.clients).map(({ responses }) => responses[0]?.connection?.toLowerCase());
  assert.deepEqual(connections, ['close', 'close']);
});

// A part of what is judged, to work with. What `act` names is in public.scenarios.mjs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { act } from 'kata';

const exit = (code) => ({ code, signal: null });
const hooksOf = ({ events }) => events.filter(([kind]) => kind.startsWith('hook ')).map(([kind, name]) => [kind, name]);

test('C1 SIGTERM ends the process with code 0', async () => {
  const seen = await act('end_by_signal', { signal: 'SIGTERM' });
  assert.deepEqual(seen.exit, exit(0));
});

test('C2 a request in flight is answered before the exit', async () => {
  const seen = await act('request_in_flight', { options: {} });
  assert.equal(seen.responses.ann[0]?.body, 'ann');
  assert.deepEqual(seen.exit, exit(0));
});

test('C4 hooks run one after the other, those of the constructor first', async () => {
  const options = { hooks: [['cache', 'works']] };
  const seen = await act('end_by_signal', { signal: 'SIGINT', options, added: [['database', 'works']] });
  assert.deepEqual(hooksOf(seen), [
    ['hook begins', 'cache'],
    ['hook ends', 'cache'],
    ['hook begins', 'database'],
    ['hook ends', 'database'],
  ]);
});

test('C5 a request that never ends is given up when the timeout is over', async () => {
  const seen = await act('request_without_an_answer', { options: { timeout: 20_000 } });
  assert.deepEqual(seen.exit, exit(1));
});

test('C6 a hook that rejects makes it exit code 1', async () => {
  const options = { hooks: [['cache', 'rejects', new Error('no connection')]] };
  const seen = await act('end_by_signal', { signal: 'SIGTERM', options });
  assert.deepEqual(seen.exit, exit(1));
});

test('C11 an idle keep-alive connection does not use up the timeout', async () => {
  const seen = await act('idle_connection');
  assert.equal(seen.responses.ann[0]?.body, 'hello');
  assert.deepEqual(seen.exit, exit(0));
});

test('C13 the exit code is the argument of shutdown', async () => {
  const seen = await act('call', 7);
  assert.deepEqual(seen.exit, exit(7));
});

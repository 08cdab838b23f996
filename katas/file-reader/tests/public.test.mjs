// A part of what is judged, to work with. What `act` names is in public.scenarios.mjs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { act } from 'kata';

const files = [
  ['a.txt', 'first'],
  ['b.txt', 'second'],
  ['c.txt', 'third'],
  ['d.txt', 'fourth'],
  ['e.txt', 'fifth'],
];

test('C1 contents stand in the order of the list', async () => {
  const { results } = await act('results', { files, names: ['c.txt', 'a.txt', 'e.txt'], limit: 2 });
  assert.deepEqual(results, ['third', 'first', 'fifth']);
});

test('C2 no more reads than the limit are in flight', async () => {
  const { most } = await act('reads_in_flight', { files, limit: 3 });
  assert.ok(most <= 3, `${most} reads were in flight`);
});

test('C4 a read begins when another has ended', async () => {
  const { counts } = await act('reads_in_flight', { files, limit: 3 });
  assert.deepEqual(counts, [3, 3, 3, 2, 1]);
});

test('C5 a file that is not there gives an entry', async () => {
  const { folder, results } = await act('results', { files, names: ['a.txt', 'none.txt', 'b.txt'], limit: 2 });
  const [first, { error, path }, second] = results;
  assert.deepEqual([first, path, second], ['first', `${folder}/none.txt`, 'second']);
  assert.match(error, /^ENOENT: /);
});

test('C7 an empty list gives an empty list', async () => {
  const { results } = await act('results', { files, names: [], limit: 2 });
  assert.deepEqual(results, []);
});

test('C12 text is decoded as UTF-8', async () => {
  const texts = ['Grüße, 世界 👋', ''];
  const input = { files: texts.map((text, n) => [`${n}.txt`, text]), names: ['0.txt', '1.txt'], limit: 1 };
  const { results } = await act('results', input);
  assert.deepEqual(results, texts);
});

test('E1 a limit of 0 is refused', async () => {
  const seen = await act('odd_limit', 0);
  assert.equal(seen.name, 'RangeError');
  assert.match(seen.message, /limit/);
});

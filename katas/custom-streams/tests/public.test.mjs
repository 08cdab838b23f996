// A part of what is judged, to work with. What `act` names is in public.scenarios.mjs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { act } from 'kata';

const documentsIn = (text) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

test('C1 a source gives max lines', async () => {
  const documents = documentsIn(await act('flowing_source', { max: 3 }));
  assert.deepEqual(
    documents.map(({ index }) => index),
    [0, 1, 2],
  );
});

test('C2 values are random numbers', async () => {
  for (const { value } of documentsIn(await act('flowing_source', { max: 20 }))) assert.ok(value >= 0 && value < 1);
});

test('C6 a filter passes on the objects that match', async () => {
  const seen = await act('filter', [{ value: 0.7 }, { value: 0.3 }, { value: 0.9 }]);
  assert.deepEqual(seen, [
    ['data', '{"value":0.7}\n'],
    ['data', '{"value":0.9}\n'],
  ]);
});

test('C7 a filter parses strings', async () => {
  assert.deepEqual(await act('filter', ['{"value": 0.7}', '{"value":0.3}\n']), [['data', '{"value":0.7}\n']]);
});

test('C8 a filter fails where a string is no JSON', async () => {
  assert.deepEqual(await act('filter', ['nope']), [['error']]);
});

test('C10 a collector keeps documents', async () => {
  assert.deepEqual(await act('collector', ['{"a":1}\n', '{"a":2}\n']), { items: [{ a: 1 }, { a: 2 }], calls: [] });
});

test('C11 a collector fails where a line is no JSON', async () => {
  assert.deepEqual(await act('collector', ['{"a":1}\n', 'nope\n']), { items: [{ a: 1 }], calls: [['error']] });
});

test('C13 a pipeline keeps what matches, when the source gives strings', async () => {
  const { values, items } = await act('whole_way', { options: { max: 20 }, encoding: 'utf8' });
  assert.deepEqual(
    items.map(({ value }) => value),
    values.slice(0, 20).filter((value) => value > 0.5),
  );
});

test('C14 a source is piped into a collector', async () => {
  assert.equal((await act('piped_source', { max: 7 })).length, 7);
});

test('C15 generateData gives 100 documents', async () => {
  const items = await act('generated_data');
  assert.equal(items.length, 100);
  assert.equal(items[99].index, 99);
  assert.equal(typeof items[99].timestamp, 'number');
});

test('E1 a pipeline keeps what matches', async () => {
  const { values, items } = await act('whole_way', { options: { max: 20 } });
  assert.deepEqual(
    items.map(({ value }) => value),
    values.slice(0, 20).filter((value) => value > 0.5),
  );
});

test('E2 items come delay milliseconds after one another', async () => {
  const times = await act('times_of_a_source', { max: 4, delay: 100 });
  assert.deepEqual(
    times.slice(1).map((time, n) => time - times[n] >= 100),
    [true, true, true],
  );
});

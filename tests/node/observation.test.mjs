// The encoding of inputs and observations: what is carried, what is refused, and what hostile text does.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../../katas/node_modules/fast-check/lib/fast-check.js';
import { decode, encode, MAX_ROWS, MAX_TEXT } from '../../sandbox/observation.mjs';

const there = (value) => decode(encode(value));

for (const [name, value] of Object.entries({
  undefined,
  null: null,
  NaN,
  'minus zero': -0,
  infinity: -Infinity,
  bigint: 12345678901234567890n,
  date: new Date(5),
  'invalid date': new Date(Number.NaN),
  map: new Map([[{ a: 1 }, new Set([1, undefined])]]),
  holes: [1, , 3], // eslint-disable-line no-sparse-arrays
  'map with a key without prototype': new Map([[Object.create(null), 1]]),
  'without prototype': Object.assign(Object.create(null), { a: 1 }),
  'regular expression': /a+/gi,
  'prototype names': { constructor: 1, toString: 2, hasOwnProperty: 3 },
})) {
  test(`carries ${name}`, () => assert.deepEqual(there([value]), [value]));
}

test('carries a Buffer and any view of bytes as a Buffer', () => {
  assert.deepEqual(there(Buffer.from('hé')), Buffer.from('hé'));
  assert.deepEqual(there(new Uint8Array([1, 2])), Buffer.from([1, 2]));
});

test('carries an Error by name, message and code', () => {
  const { error } = there({ error: Object.assign(new TypeError('no'), { code: 'E_NO', secret: 1 }) });
  assert.ok(error instanceof TypeError);
  assert.deepEqual(
    { name: error.name, message: error.message, ...error },
    { name: 'TypeError', message: 'no', code: 'E_NO' },
  );
  class Own extends Error {
    name = 'Own';
  }
  assert.equal(there(new Own('x')).name, 'Own');
});

test('carries symbols by description, as values and keys of maps', () => {
  assert.equal(there(Symbol('a')), Symbol.for('a'));
  assert.equal(there(Symbol('')), Symbol.for(''));
  assert.equal(there(new Map([[Symbol.for('k'), 1]])).get(Symbol.for('k')), 1);
});

test('carries one object in two places', () => {
  const shared = { a: 1 };
  assert.deepEqual(there([shared, shared]), [shared, shared]);
});

for (const [name, value, words] of [
  ['a function', { a: [() => {}] }, /it\.a\[0\] is a function/],
  ['a named function', function named() {}, /named/],
  ['a function in a map', new Map([[{ toString: 1 }, () => {}]]), /it\.get\(…\) is a function/],
  ['a class instance', { a: new (class Thing {})() }, /cannot be carried/],
  ['a promise', Promise.resolve(), /cannot be carried/],
  ['a long text', 'x'.repeat(MAX_TEXT + 1), /characters long/],
  ['too many bytes', Buffer.alloc(20_000, 7), /bytes/],
  ['too many values', Array.from({ length: MAX_ROWS + 1 }, (_, i) => i), /more than 4096/],
  ['deep nesting', Array.from({ length: 100 }).reduce((inner) => [inner], 1), /nested/],
]) {
  test(`refuses ${name} and says where`, () => assert.throws(() => encode(value), words));
}

test('refuses a cycle and says where', () => {
  const a = { list: [] };
  a.list.push(a);
  assert.throws(() => encode(a), /it\.list\[0\] refers back/);
});

for (const text of [
  '',
  '{',
  'null',
  '[]',
  '{}',
  '-1',
  '5',
  '[["Object",1]]',
  '[["Function","x"]]',
  '[["Uint8Array","AAAA"]]',
  '[["ArrayBuffer","AAAA"]]',
  '[["Error",0]]',
  '[["__proto__",1]]',
  '[{"__proto__":1},{"polluted":2},true]',
  '[["null","__proto__",1],1]',
  '[[-7,4294967295]]',
  '[99]',
  '[[1,2,3]]',
  `[${'['.repeat(50_000)}`,
  `[${'0,'.repeat(MAX_ROWS)}0]`,
  `"${'x'.repeat(MAX_TEXT)}"`,
  '[["BigInt","x"]]',
  '[["Temporal.Instant","x"]]',
]) {
  test(`takes hostile text for what it is: ${text.slice(0, 40)}`, () => {
    try {
      decode(text);
    } catch (error) {
      assert.equal(error.name, 'ObservationError');
    }
    assert.equal({}.polluted, undefined);
  });
}

const doubling = Array.from({ length: 60 }, (_, i) => [i + 1, i + 1]);
for (const [name, rows] of Object.entries({
  'arrays that double': [...doubling, 'x'],
  'an error whose message doubles': [
    ['Error', 1],
    { name: 2, message: 3 },
    'E',
    ...doubling.map((row) => row.map((i) => i + 3)),
    'x',
  ],
  'a symbol whose description doubles': [['Symbol', 1], [2], ...doubling.map((row) => row.map((i) => i + 2)), 'x'],
  'one value thirty thousand times': [Array(30_000).fill(1), 1],
  'a set of thousands of alike objects': [
    ['Set', ...Array.from({ length: 4000 }, (_, i) => i + 1)],
    ...Array(4000).fill({ a: 4001 }),
    'x',
  ],
  'more bytes than a comparison can take': [['Buffer', 1], [2], Buffer.alloc(20_000, 7).toString('base64')],
  'a text of thousands of lines': ['y\n'.repeat(20_000)],
  'a long text many times': [Array(100).fill(1), 'x'.repeat(1000)],
})) {
  test(`refuses what unfolds to more than it is: ${name}`, () => {
    assert.throws(() => decode(JSON.stringify(rows)), { name: 'ObservationError' });
  });
}

test('never throws anything else, whatever the rows', () => {
  const row = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.array(fc.integer({ min: -8, max: 12 }), { maxLength: 5 }),
    fc.tuple(
      fc.constantFrom('Date', 'Set', 'Map', 'BigInt', 'null', 'RegExp', 'Object', 'URL', 'Buffer', 'Error', 'Symbol'),
      fc.integer({ min: -8, max: 8 }),
      fc.jsonValue({ maxDepth: 1 }),
    ),
  );
  fc.assert(
    fc.property(fc.array(row, { maxLength: 8 }), (rows) => {
      try {
        decode(JSON.stringify(rows));
      } catch (error) {
        assert.equal(error.name, 'ObservationError');
      }
    }),
    { numRuns: 3000 },
  );
});

test('carries whatever it accepts', () => {
  const value = fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withSparseArray: true });
  fc.assert(
    fc.property(value, (original) => {
      let text;
      try {
        text = encode(original);
      } catch (error) {
        assert.equal(error.name, 'ObservationError');
        return;
      }
      assert.deepEqual(decode(text), original);
    }),
    { numRuns: 1000 },
  );
});

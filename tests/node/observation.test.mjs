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

for (const [name, value] of Object.entries({
  bytes: Buffer.alloc(MAX_ROWS, 7),
  values: Array.from({ length: MAX_ROWS }, (_, i) => i),
  errors: Array.from({ length: 1200 }, (_, i) => new Error(String(i))),
  'lines of text': 'y\n'.repeat(3000),
  'characters of text': Array(100).fill('x'.repeat(1000)),
})) {
  test(`sends nothing that is not taken: many ${name}`, () => {
    assert.throws(() => encode(value), { name: 'ObservationError' });
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
  'a bytes object that is a number of them': [['Buffer', 1], [2], { length: 3 }, 1_000_000_000],
  'more bytes than a comparison can take, in a set': [['Buffer', 1], ['Set', 2], 'A'.repeat(60_000)],
  'more bytes than a comparison can take, with a hole': [['Buffer', 1], [-7, 1, 0, 2], 'A'.repeat(60_000)],
  'a long bigint many times': [Array(100).fill(1), ['BigInt', '9'.repeat(1000)]],
  'a long pattern many times': [Array(100).fill(1), ['RegExp', 'x'.repeat(1000)]],
  'a long key many times': [Array(100).fill(1), { ['k'.repeat(1000)]: -1 }],
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

const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withSparseArray: true,
  withNullPrototype: true,
  withBoxedValues: true,
  withTypedArray: true,
  withUnicodeString: true,
});

/** What becomes of a text: a value, or an ObservationError and nothing else. */
function decoded(text) {
  try {
    return [decode(text)];
  } catch (error) {
    assert.equal(error.name, 'ObservationError', error.stack);
    return [];
  }
}

/** The text of a value, or undefined where it is refused. */
function encoded(value) {
  try {
    return encode(value);
  } catch (error) {
    assert.equal(error.name, 'ObservationError', error.stack);
    return undefined;
  }
}

test('takes any text for a value or for none', () => {
  const tokens = fc.constantFrom(
    ...'[]{},:"',
    '-7',
    '-1',
    '0',
    '1',
    '2',
    '1e9',
    '"Buffer"',
    '"Error"',
    '"Map"',
    '"null"',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.array(tokens).map((all) => all.join('')),
  );
  fc.assert(
    fc.property(text, (each) => void decoded(each)),
    { numRuns: 2000 },
  );
});

test('takes a damaged encoding for a value or for none, and what it takes can be sent on or is refused', () => {
  const damage = fc.record({
    at: fc.nat(),
    length: fc.nat(4),
    put: fc.constantFrom(
      '',
      '0',
      '1',
      '-7',
      '2e9',
      '[',
      ']',
      ',',
      '"',
      '"a"',
      'null',
      '{}',
      '"Buffer"',
      '"Map"',
      '"Symbol"',
    ),
  });
  fc.assert(
    fc.property(anything, fc.array(damage, { minLength: 1, maxLength: 3 }), (original, damages) => {
      let text = encoded(original) ?? '[]';
      for (const { at, length, put } of damages) {
        const place = at % text.length;
        text = text.slice(0, place) + put + text.slice(place + length);
        if (text === '') return;
      }
      decoded(text).forEach(encoded);
    }),
    { numRuns: 3000 },
  );
});

test('encodes what it has decoded as it was', () => {
  fc.assert(
    fc.property(anything, (original) => {
      const text = encoded(original);
      if (text !== undefined) assert.equal(encode(decode(text)), text);
    }),
    { numRuns: 1500 },
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

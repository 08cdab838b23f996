import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { act } from 'kata';
import { draw, property, shuffle } from 'kata/property';
import {
  digest,
  FOLDER,
  filesOf,
  namesIn,
  namesOf,
  placesIn,
  range,
  resultsOf,
  text,
  valuesIn,
} from './hidden.model.mjs';

const few = fc.integer({ min: 2, max: 4 }); // a limit
const picks = (count) => fc.array(fc.nat(100), { minLength: count, maxLength: count });
const drawRecord = (fields) => draw(fc.record(fields));

/** Names of files, more of them than the limit, and of so many that are not there. */
const drawn = (missing = 0) => {
  const { limit, names, text: words } = drawRecord({ limit: few, names: namesOf(9 + missing), text });
  const files = names.slice(missing).map((name, n) => [name, `${words} ${n}`]);
  return { limit, names: shuffle(names), files, absent: names.slice(0, missing) };
};
const diskError = (message) => Object.assign(new Error(`EIO: i/o error, read '${message}'`), { code: 'EIO' });

const oneCall = ({ limit, ...input }) => act('one_call', { ...input, limit: [limit] });
/** The counts of reads that were held which are smaller than they should be. */
const tooFew = ({ held }, least) => held.filter((count, n) => count < least[n]);
const none = [];
const assertWithin = ({ most }, limit) =>
  assert.ok(most > 0 && most <= limit, `${most} reads were in flight with a limit of ${limit}`);
/** An entry without its error, which is there, whatever it says. */
const withoutError = (one) => (typeof one?.error === 'string' && one.error !== '' ? { path: one.path } : one);

test('C1 contents stand in the order of the list, whatever order the reads end in', async () => {
  for (const limit of [2, 4, 8]) {
    const files = draw(filesOf(11, 16));
    const names = shuffle(namesIn(files));
    const seen = await act('held_reads', { files, names, limit, picks: draw(picks(names.length - 1)) });
    assert.deepEqual(placesIn(seen), resultsOf(names, { files }));
  }
});

test('C1 thousands of texts stand in their places', async () => {
  const limit = draw(fc.integer({ min: 8, max: 40 }));
  const count = draw(fc.integer({ min: 2000, max: 2100 }));
  const words = draw(text);
  const seen = await act('thousands', { limit, count, text: words });
  assert.deepEqual(seen, { texts: range(count).map((n) => `${words} ${n}`), errors: none });
});

test('C2 no more reads than the limit are in flight, whatever comes of them', async () => {
  await property(
    fc.record({
      limit: few,
      names: namesOf(8, 12),
      missing: fc.integer({ min: 1, max: 4 }),
      slow: fc.nat(1),
      picks: picks(7),
    }),
    async ({ names, missing, limit, slow, picks: picked }) => {
      const files = names.slice(missing).map((name) => [name, 'text']);
      const seen = await act('held_reads', { files, names: shuffle(names), limit, slow, picks: picked });
      assertWithin(seen, limit);
    },
    { runs: 3, shrinks: 10 },
  );
});

const longText = fc.record({
  start: fc.stringMatching(/^[a-z]{0,9}$/),
  part: fc.shuffledSubarray(['é', '€', '😀', 'ä', '語'], { minLength: 5 }).map((all) => all.join('')),
  times: fc.integer({ min: 15_000, max: 20_000 }), // 15 bytes each: several chunks of any stream
});

const longTexts = fc.array(longText, { minLength: 6, maxLength: 8 });

test('C2 a read is in flight until the last byte is there', async () => {
  const { limit, texts } = drawRecord({ limit: few, texts: longTexts });
  assertWithin(await act('long_texts', { texts, limit }), limit);
});

test('C3 as many reads as the limit are in flight', async () => {
  const { limit, names, files } = drawn();
  const seen = await act('held_reads', { files, names, limit, picks: [] });
  assert.deepEqual(tooFew(seen, [limit]), none);
});

test('C3 calls that overlap have a limit each', async () => {
  const { names, files } = drawn();
  const limits = draw(fc.array(few, { minLength: 2, maxLength: 3 }));
  const { held } = await act('calls_at_a_time', { files, names, limits });
  const sum = limits.reduce((a, b) => a + b);
  assert.ok(held >= sum, `${held} reads were in flight with limits of ${limits.join(' and ')}`);
});

/** How many reads there should be after each that was let go, until one is left. */
const rolling = (names, limit) => names.map((_, done) => Math.min(limit, names.length - done));

test('C4 the next read begins when any other has ended, while a slow one is under way', async () => {
  const { limit, names, files } = drawn();
  const picked = draw(picks(names.length - 1));
  const seen = await act('held_reads', { files, names, limit, slow: 1, picks: picked });
  assert.deepEqual(tooFew(seen, rolling(names, limit)), none);
});

test('C4 the next read begins when another has failed', async () => {
  const { limit, names, files } = drawn();
  const failures = names.slice(4).map((name) => [name, diskError(name)]);
  const picked = draw(picks(names.length - 1));
  const seen = await act('held_reads', { files, names: shuffle(names), limit, slow: 1, picks: picked, failures });
  assert.deepEqual(tooFew(seen, rolling(names, limit)), none);
});

test('C5 a file that is not there gives an entry at its place, and the others are read', async () => {
  const { limit, names, files } = drawn(2);
  const seen = await oneCall({ files, names, limit });
  assert.deepEqual(placesIn(seen), resultsOf(names, { files }));
});

test('C5 an entry has the message of the error', async () => {
  const { limit, names, files } = drawn();
  const { message, other } = drawRecord({ message: text, other: text });
  const [first, second, ...others] = names;
  const failures = [
    [first, diskError(message)],
    [second, new TypeError(`${other}: "${message}"\n ${other}, \u20ac. `)],
  ];
  const seen = await oneCall({ files, names, limit, failures });
  const shown = valuesIn(seen).map((one) => (one?.error ? { error: one.error, path: one.path } : one));
  const entries = failures.map(([name, { message }]) => ({ error: message, path: `${seen.folder}/${name}` }));
  assert.deepEqual(shown, [...entries, ...resultsOf(others, { files })]);
});

test('C5 the path of an entry is that of the list, as it was written', async () => {
  const { limit, names, files, absent } = drawn(3);
  const form = fc.constantFrom('./', './/', 'none/../', './none/..//');
  const written = names.map((name) => (absent.includes(name) ? `${draw(form)}${name}` : name));
  const seen = await oneCall({ files, names: written, limit });
  assert.deepEqual(placesIn(seen), resultsOf(written, { files }));
});

/** Names of what cannot be read, whatever Node says about it. */
const unreadable = (file, word) => [`${file}/${word}`, word.padEnd(256, 'x'), `${word}\0${word}`];

test('C5 whatever makes a path unreadable gives an entry', async () => {
  const { names, files } = drawn();
  const listed = shuffle([...names, ...unreadable(names[0], draw(text))]);
  const seen = await oneCall({ files, names: listed, limit: 1 });
  const texts = new Map(files);
  assert.deepEqual(
    valuesIn(seen).map(withoutError),
    listed.map((name) => texts.get(name) ?? { path: `${seen.folder}/${name}` }),
  );
});

test('C6 a limit above the number of files lets all of them be read at once', async () => {
  const { files, more, large } = drawRecord({ files: filesOf(3, 9), more: fc.nat(5), large: fc.nat(1000) });
  const names = namesIn(files);
  for (const limit of [names.length + more, 2 ** 32 + large, Number.MAX_SAFE_INTEGER]) {
    const seen = await act('held_reads', { files, names, limit, picks: [] });
    assert.deepEqual([seen.held, seen.outcome.value?.length], [[names.length], names.length]);
  }
});

test('C7 an empty list gives an empty list', async () => {
  for (const limit of [1, draw(few), Infinity]) {
    const { outcome } = await oneCall({ files: [], names: [], limit });
    assert.deepEqual(outcome, { value: [] });
  }
  const [file] = draw(filesOf(1, 1));
  const { outcome } = await oneCall({ files: [file], names: namesIn([file]), limit: 1 });
  assert.deepEqual(outcome, { value: [file[1]] }); // nobody gets a point for the empty list alone
});

test('C8 with a limit of 1 one file is read after the other', async () => {
  const { names, files } = drawn();
  const seen = await act('held_reads', { files, names, limit: 1, picks: draw(picks(names.length - 1)) });
  assert.deepEqual([seen.most, seen.outcome.value?.length], [1, names.length]);
});

test('C9 a path that is listed several times has a result at each place', async () => {
  const { limit, names, files } = drawn(1);
  const listed = shuffle([...names, ...names, ...names.slice(0, 3)]);
  const seen = await oneCall({ files, names: listed, limit });
  assert.deepEqual(placesIn(seen), resultsOf(listed, { files }));
});

test('C10 a folder gives an entry with EISDIR', async () => {
  const { limit, names, files, absent: folders } = drawn(2);
  const codes = Object.fromEntries(folders.map((name) => [name, FOLDER]));
  const seen = await oneCall({ files: [...files, ...folders.map((name) => [name, null])], names, limit });
  assert.deepEqual(placesIn(seen), resultsOf(names, { files, codes }));
});

test('C11 every file is asked for exactly once', async () => {
  const { limit, names, files } = drawn();
  const { asked } = await oneCall({ files, names, limit });
  assert.deepEqual(asked, Object.fromEntries(names.map((name) => [name, 1])));
});

test('C11 a file that cannot be read is not asked for again', async () => {
  const { limit, names, files, absent } = drawn(3);
  const [[faulty]] = files;
  const listed = [...files, [absent[0], null]];
  const { asked } = await oneCall({ files: listed, names, limit, failures: [[faulty, diskError(faulty)]] });
  const counts = Object.values(asked);
  assert.ok(counts.length > 0 && Math.max(...counts) === 1, `files were asked for ${counts} times`);
});

const letters = fc.string({ unit: 'grapheme', minLength: 3, maxLength: 30 });

test('C12 text is decoded as UTF-8, with all that is in it', async () => {
  const { names, some, limit } = drawRecord({ names: namesOf(7), some: letters, limit: few });
  const texts = [some, `${some}é€😀語`, `\uFEFF${some}`, '', `${some}\r\n\n`, '\uFEFF', ` \t${some}\0 `];
  const files = names.map((name, n) => [name, texts[n]]);
  assert.deepEqual(valuesIn(await oneCall({ files, names, limit })), texts);
});

test('C12 letters of a long text are whole, wherever it is cut for reading', async () => {
  const texts = draw(longTexts).map(({ start, ...text }, n) => ({ start: start + 'a'.repeat(n), ...text }));
  assert.deepEqual(
    valuesIn(await act('long_texts', { texts, limit: 1 })),
    texts.map(({ start, part, times }) => digest(start + part.repeat(times))),
  );
});

test('C13 the call fulfils though no file can be read', async () => {
  const { limit, names } = drawn();
  const [folder, ...missing] = names;
  const seen = await oneCall({ files: [[folder, null]], names: [...missing, folder], limit });
  assert.deepEqual(placesIn(seen), resultsOf([...missing, folder], { codes: { [folder]: FOLDER } }));
});

test('C14 a limit of Infinity lets all files be read at once', async () => {
  const names = range(draw(fc.integer({ min: 140, max: 180 }))).map((n) => `${n}.txt`);
  const files = names.map((name) => [name, 'text']);
  const seen = await act('held_reads', { files, names, limit: Infinity, picks: [] });
  assert.deepEqual([seen.held, seen.outcome.value?.length], [[names.length], names.length]);
});

/** That calls with a limit that there is not are refused, and read nothing. */
async function refused(limits) {
  const { names, files } = drawn();
  for (const limit of limits) {
    for (const listed of [names, []]) {
      const { outcome, asked } = await act('one_call', { files, names: listed, limit });
      assert.equal(outcome.isRangeError, true, 'it did not reject with a RangeError');
      assert.match(outcome.error.message, /limit/i);
      assert.deepEqual(asked, {});
    }
  }
}

test('E1 a limit of 0 is refused', () => refused([[0]]));

test('E2 a limit of null is refused', () => refused([[null]]));

test('E3 a limit that is negative, a fraction, no number or missing is refused', async () => {
  const negative = draw(fc.integer({ min: -9, max: -1 }));
  const { whole, part } = drawRecord({ whole: fc.integer({ min: 1, max: 3 }), part: fc.constantFrom(0.25, 0.5, 0.75) });
  await refused([[negative], [-Infinity], [part], [whole + part], [-part], [NaN], [undefined], []]);
});

const CHANGES = ['push', 'replace', 'empty', 'shorten', 'shift', 'reverse'];

test('E4 what happens to the list after the call changes nothing', async () => {
  for (const change of shuffle(CHANGES)) {
    for (const later of [false, true]) {
      const { limit, names, files } = drawn();
      const [first, second, ...listed] = names;
      const input = { files, names: listed, limit, change, others: [first, second], later };
      const seen = await act('changed_list', input);
      assert.deepEqual(placesIn(seen), resultsOf(listed, { files }), change);
    }
  }
});

test('E4 the list is left as it is', async () => {
  const { lists, outcome } = await act('list_in_use', drawn());
  const [before, during, after] = lists;
  assert.deepEqual({ during, after }, { during: before, after: before });
  assert.equal(outcome.value?.length, before.length);
});

const reason = fc.record({ number: fc.integer({ min: 1 }), object: fc.record({ code: text }), flag: fc.boolean() });

test('E5 a read may fail with what is no Error', async () => {
  const { number, object, flag } = draw(reason);
  const reasons = shuffle([null, undefined, number, { ...object }, flag, draw(text)]);
  const { limit, names, files } = drawn();
  const failures = reasons.map((one, n) => [names[n], one]);
  const seen = await oneCall({ files, names, limit, failures });
  const entries = failures.map(([name]) => ({ path: `${seen.folder}/${name}` }));
  assert.deepEqual(valuesIn(seen).map(withoutError), [
    ...entries,
    ...resultsOf(names.slice(failures.length), { files }),
  ]);
});

test('E5 a text that a read fails with is the error of its entry', async () => {
  const { limit, names, files } = drawn();
  const { before, after } = drawRecord({ before: text, after: text });
  const failures = [
    [names[1], before],
    [names[4], after],
  ];
  const values = valuesIn(await oneCall({ files, names, limit, failures }));
  assert.deepEqual([values[1]?.error, values[4]?.error], [before, after]);
});

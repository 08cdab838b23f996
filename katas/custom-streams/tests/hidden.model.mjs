// The contract as plain functions, and inputs to hold against it.
import fc from 'fast-check';
import { draw } from 'kata/property';

/** How many items a source may be ahead of what fills its buffer. */
const SLACK = 20;

export const START = Date.UTC(2030, 0, 1); // when every act begins
export const repeat = (times, make) => Array.from({ length: times }, (_, n) => make(n));
export const between = (min, max) => draw(fc.integer({ min, max }));

// The source.

const random = fc.integer({ min: 1, max: 2 ** 53 - 1 }).map((n) => n / 2 ** 53);
/** What Math.random() gives during an act, over and over; 0 is among it. */
export const values = fc
  .tuple(fc.uniqueArray(random, { minLength: 4, maxLength: 8 }), fc.nat({ max: 4 }))
  .map(([others, place]) => others.toSpliced(place, 0, 0));

export const itemsOf = (max, given) => repeat(max, (index) => ({ index, value: given[index % given.length] }));
export const linesOf = (documents) => documents.map((document) => `${JSON.stringify(document)}\n`);

/** The documents of a text, each line's; a line that is none is given as it is. */
export function documentsIn(text) {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  else lines[lines.length - 1] += ' (without a line break)';
  return lines.map((line) => {
    try {
      return JSON.parse(line);
    } catch {
      return line;
    }
  });
}

const bytesOf = (lines) => lines.reduce((sum, line) => sum + line.length, 0);

/** How many bytes more than allowed were made, at the worst of some moments, [made, received]; at most 0 is well.
 * `buffers` tells how often the buffer may be filled. */
export function excess(moments, { max, values: given, highWaterMark }, buffers = 1) {
  const lines = linesOf(itemsOf(max, given));
  const longest = Math.max(...lines.map((line) => line.length));
  const waiting = moments.map(([made, received]) => bytesOf(lines.slice(0, made)) - received);
  return Math.max(...waiting) - buffers * highWaterMark - SLACK * longest;
}

/** Rounds of steps for a source (see the scenario), of the kinds that fit together. */
const round = (step) => fc.array(step, { minLength: 1, maxLength: 3 });
const tick = fc.tuple(fc.constant('tick'), fc.integer({ min: 1, max: 40 }));
const steps = {
  flowing: fc.oneof(tick, fc.constantFrom(['pause'], ['resume'])),
  read: fc.oneof(
    tick,
    fc.constantFrom(['read'], ['read', 0], ['drain']),
    fc.tuple(fc.constant('read'), fc.integer({ min: 1, max: 300 })),
  ),
};
const begins = { flowing: [['flow']], read: [['listen']] };
const finishes = { flowing: [['resume'], ['finish']], read: [['drain'], ['tick', 500]] };

/** Lives of a source whose consumer reads as it likes: `{ max, values, highWaterMark, input }`. */
export const lifeOf = (mode) =>
  fc
    .record({
      max: fc.integer({ min: 1, max: 60 }),
      highWaterMark: fc.integer({ min: 1, max: 1500 }),
      values,
      rounds: fc.array(round(steps[mode]), { minLength: 1, maxLength: 12, size: 'max' }),
    })
    .map(({ max, highWaterMark, values: given, rounds }) => {
      const ends = mode === 'flowing' ? [finishes.flowing] : repeat(max + 2, () => finishes.read);
      return {
        ...{ max, highWaterMark, values: given },
        input: { options: [{ max, highWaterMark }], values: given, rounds: [begins[mode], ...rounds, ...ends] },
      };
    });

// Documents, and text that is cut anywhere.

/** What is several bytes long, and what only other kinds of text take for the end of a line. */
export const ARDUOUS = ['größer', '100 €', '日本語', '🙂🙃', 'one\u2028and\u2029two', 'one\u0085two'];
const word = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.constantFrom(...ARDUOUS, 'a "quoted" \\ text', 'two\nlines'),
);
const scalar = fc.oneof(word, fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean());
const throughJson = (document) => JSON.parse(JSON.stringify(document));
/** What a program works with: an object. */
export const record = fc
  .record({ id: fc.nat(), name: word, tags: fc.array(scalar, { maxLength: 3 }) })
  .map(throughJson);
/** Anything that JSON can say. */
export const anyDocument = fc
  .oneof(record, fc.array(scalar, { maxLength: 3 }), scalar, fc.constantFrom(null, {}, [], 0, '', false))
  .map(throughJson);
/** The documents that are taken for nothing where truth is asked for. */
const FALSY = [null, false, 0, ''];
/** Documents of any kind, those among them. */
export const allKinds = fc
  .tuple(record, fc.array(anyDocument, { maxLength: 5, size: 'max' }))
  .chain(([one, more]) => fc.shuffledSubarray([one, ...FALSY, ...more], { minLength: 5 + more.length }));
export const documents = (arbitrary, minLength, maxLength) =>
  fc.array(arbitrary, { minLength, maxLength, size: 'max' });

/** What is no JSON, and is not blank. */
export const noJson = fc.constantFrom('{"id":', 'nope', "{'id':1}", '{"id":1}}', 'undefined', '[1,]', '{"id":1} 2');

/** A text's bytes, cut at some places. */
export const cuts = (text, places) => {
  const bytes = Buffer.from(text);
  const at = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((from, n) => bytes.subarray(from, at[n])).filter((piece) => piece.length > 0);
};
/** A text's bytes, one by one. */
export const crumbs = (text) =>
  cuts(
    text,
    repeat(Buffer.byteLength(text), (n) => n),
  );
export const places = fc.array(fc.nat({ max: 5000 }), { minLength: 1, maxLength: 8 });
const BLANKS = ['', ' ', '\t', '\r', '   \t ', ' \r'];
/** One of each kind of blank line, in any order. */
export const blanks = fc.shuffledSubarray(BLANKS, { minLength: BLANKS.length });

const ANSWERS = [true, false, 1, 0, 'yes', '', null, undefined, NaN];
/** What a predicate may answer, for each of some documents: each answer once before one comes again. */
export function answersFor(all) {
  const answers = draw(fc.shuffledSubarray(ANSWERS, { minLength: ANSWERS.length }));
  return all.map((_, n) => answers[n % answers.length]);
}
/** The documents that the answers keep, as they come out of a filter. */
export const keptOf = (all, answers) => linesOf(all.filter((_, n) => answers[n]));

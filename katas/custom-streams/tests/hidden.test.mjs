import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { act } from 'kata';
import { draw, propertyOfMany, shuffle } from 'kata/property';
import {
  answersFor,
  allKinds,
  anyDocument,
  ARDUOUS,
  between,
  blanks,
  crumbs,
  cuts,
  documents,
  documentsIn,
  excess,
  itemsOf,
  keptOf,
  lifeOf,
  linesOf,
  noJson,
  places,
  record,
  repeat,
  START,
  values,
} from './hidden.model.mjs';

const few = fc.integer({ min: 3, max: 12 });
const many = fc.integer({ min: 30, max: 120 });
const text = fc.stringMatching(/^[a-z]{4,8} [a-z]{2,6}$/);
const delay = fc.integer({ min: 50, max: 400 });
const highWaterMark = fc.integer({ min: 1500, max: 4000 }); // so many bytes that twice as many are noticed
const FLOW = [['flow'], ['finish']];
/** How late an item may be, in milliseconds. */
const LATE = 5;

const drawSource = (more) => draw(fc.record({ max: many, values, ...more }));
const play = (options, given, rounds) => act('source', { options: options ? [options] : [], values: given, rounds });

const isError = (event) => event instanceof Error;
const errorsOf = (events) => events.filter(isError);
const namesOf = (events) => events.map((event) => (isError(event) ? 'error' : event));
const momentsOf = ({ moments }) => moments.map(({ made, received }) => [made, received]);
const differences = (numbers) => numbers.slice(1).map((number, n) => number - numbers[n]);
const totalOf = (inShort) => inShort.reduce((sum, [, count]) => sum + count, 0);
/** The gaps of times that are told in short, one for each. */
const gapsOf = (inShort) => inShort.flatMap(([gap, count]) => repeat(count, () => gap));

/** Holds `check(drawn, seen)` for `runs` of what the arbitrary gives, each with its `input` for the scenario. */
const holds = (arbitrary, runs, scenario, check) =>
  propertyOfMany(arbitrary, {
    observe: (drawn) =>
      act(
        scenario,
        drawn.map(({ input }) => input),
      ),
    check,
    runs,
    shrinks: 25,
  });

test('C1 a flowing source gives exactly max lines, with indexes from 0', async () => {
  const numbers = [1, draw(few), draw(many)];
  const inputs = numbers.map((max) => ({ options: [{ max }], values: draw(values), rounds: [FLOW] }));
  const seen = await act('sources', inputs);
  assert.deepEqual(
    seen.map(({ text }) => documentsIn(text).map((document) => document?.index ?? document)),
    numbers.map((max) => repeat(max, (n) => n)),
  );
});

test('C2 an item is its index and what Math.random gave for it, and nothing else', async () => {
  const { max, values: given } = drawSource();
  const seen = await play({ max }, given, [FLOW]);
  assert.deepEqual(documentsIn(seen.text), itemsOf(max, given));
});

test('C3 a source without max has 100 items', async () => {
  const given = draw(values);
  for (const options of [undefined, {}, { highWaterMark: draw(highWaterMark) }]) {
    const seen = await play(options, given, [FLOW]);
    assert.equal(documentsIn(seen.text).length, 100);
  }
});

test('C4 a source is a Readable of bytes, and ends', async () => {
  const { max, values: given } = drawSource();
  const { isReadable, isObjectMode, kinds, events } = await play({ max }, given, [FLOW]);
  assert.deepEqual({ isReadable, isObjectMode, kinds }, { isReadable: true, isObjectMode: false, kinds: ['Buffer'] });
  assert.deepEqual(namesOf(events), ['end', 'close']);
});

test('C4 the other options are for Readable', async () => {
  const { max, values: given } = drawSource();
  const { kinds } = await play({ max, encoding: 'utf8' }, given, [FLOW]);
  assert.deepEqual(kinds, ['string']);
});

/** How much nobody's source may make, in buffers. A slow consumer's may make less: see E3. */
const UNREAD = 3;

test('C5 a source that nobody reads stops making items', async () => {
  const given = draw(values);
  const seen = await play({ max: 8000 }, given, [[['tick', 1000]], [['listen'], ['tick', 10_000]]]);
  const options = { max: 8000, values: given, highWaterMark: 64 * 1024 };
  assert.ok(excess(momentsOf(seen), options, UNREAD) <= 0, tooMany(seen));
});

test('C5 the option highWaterMark bounds the buffer', async () => {
  const options = drawSource({ max: fc.constant(1000), highWaterMark });
  const { max, highWaterMark: mark, values: given } = options;
  const seen = await play({ max, highWaterMark: mark }, given, [[['listen']], [['tick', 10_000]]]);
  assert.ok(excess(momentsOf(seen), options, UNREAD) <= 0, tooMany(seen));
});

const tooMany = ({ moments }) => `items made and bytes received at each moment: ${JSON.stringify(moments)}`;

test('C6 objects go to the predicate as they are, and leave as lines where it wants them', async () => {
  const drawn = draw(documents(record, 9, 12));
  const answers = answersFor(drawn);
  const seen = await act('filter', { chunks: drawn, answers });
  assert.deepEqual([seen.asked, seen.same], [drawn, drawn.map(() => true)]);
  assert.deepEqual(seen.output, keptOf(drawn, answers));
  assert.deepEqual(namesOf(seen.events).sort(), ['close', 'end', 'finish']);
});

test('C6 so do numbers, booleans and arrays', async () => {
  const chunks = draw(fc.shuffledSubarray([0, 1, -2.5, true, false, [], [1, 'two']], { minLength: 7 }));
  const answers = answersFor(chunks);
  const seen = await act('filter', { chunks, answers });
  assert.deepEqual([seen.asked, seen.output], [chunks, keptOf(chunks, answers)]);
});

test('C7 strings are parsed, one document each', async () => {
  const drawn = draw(allKinds);
  for (const layout of LAYOUTS) {
    const seen = await act('filter', { chunks: drawn.map(layout), answers: drawn.map(() => true) });
    assert.deepEqual([seen.asked, seen.output], [drawn, linesOf(drawn)]);
  }
});

/** Ways to write a document in one line. */
const LAYOUTS = [
  (document) => JSON.stringify(document, null, 1).replaceAll(/\n */g, ' '),
  (document) => JSON.stringify(document),
  (document) => `${JSON.stringify(document)}\n`,
  (document) => `  ${JSON.stringify(document)} \r\n`,
];

/** A filter that was handed what it cannot take, after and before good documents. */
async function drawFailure(bad) {
  const good = draw(documents(record, 2, 6)).map((document) => JSON.stringify(document));
  const at = between(0, good.length - 1);
  const chunks = good.toSpliced(at, 0, bad);
  return { at, seen: (answers) => act('filter', { chunks, answers: answers ?? chunks.map(() => true) }) };
}

test('C8 a string that is no JSON is an error of the filter', async () => {
  const { at, seen } = await drawFailure(draw(noJson));
  const { threw, events, output } = await seen();
  assert.deepEqual([threw, namesOf(events), output.length], [[], ['error', 'close'], at]);
});

test('C9 what the predicate throws is the error of the filter', async () => {
  const { at, seen } = await drawFailure('{}');
  const answers = [...repeat(at, () => true), { throws: [draw(fc.constantFrom('Error', 'TypeError')), draw(text)] }];
  const { threw, events, isTheThrown, output } = await seen(answers);
  assert.deepEqual([threw, namesOf(events), output.length], [[], ['error', 'close'], at]);
  assert.deepEqual(isTheThrown, [true, false]);
});

test('C10 a collector keeps a document of each write', async () => {
  const [one, other] = [draw(allKinds), draw(allKinds)];
  const seen = await act('collectors', [{ chunks: linesOf(one) }, { chunks: linesOf(other) }]);
  for (const [n, drawn] of [one, other].entries()) {
    const sofar = drawn.map((_, last) => drawn.slice(0, last + 1));
    assert.deepEqual([seen[n].items, seen[n].threw], [[...sofar, drawn], []]);
    assert.deepEqual(namesOf(seen[n].events), ['finish', 'close']);
  }
});

test('C10 getItems gives one array, which grows', async () => {
  const seen = await act('collector', { chunks: linesOf(draw(documents(anyDocument, 2, 5))) });
  assert.equal(seen.isLive, true);
});

test('C10 the last line may lack its line break', async () => {
  const drawn = draw(documents(anyDocument, 2, 5));
  const chunks = linesOf(drawn);
  const seen = await act('collector', { chunks: [...chunks.slice(0, -1), chunks.at(-1).trimEnd()] });
  assert.deepEqual(seen.items.at(-1), drawn);
});

test('C10 the options are for Writable', async () => {
  const mark = draw(highWaterMark);
  const seen = await act('collector', { options: [{ highWaterMark: mark }], chunks: ['1\n'] });
  assert.equal(seen.highWaterMark, mark);
});

test('C11 a line that is no JSON is an error of the collector', async () => {
  const drawn = draw(documents(record, 1, 4));
  const chunks = [...linesOf(drawn), `${draw(noJson)}\n`, ...linesOf(drawn)];
  const { items, events, threw } = await act('collector', { chunks });
  assert.deepEqual([threw, namesOf(events), items.at(-1)], [[], ['error', 'close'], drawn]);
});

test('C11 so is a last line without a line break', async () => {
  const drawn = draw(documents(record, 1, 4));
  const { items, events, threw } = await act('collector', { chunks: [...linesOf(drawn), draw(noJson)] });
  assert.deepEqual([threw, namesOf(events), items.at(-1)], [[], ['error', 'close'], drawn]);
});

test('C12 a filter is in object mode on both sides whatever its options say', async () => {
  const sides = ['objectMode', 'readableObjectMode', 'writableObjectMode'];
  const no = Object.fromEntries(sides.map((side) => [side, false]));
  const chunks = draw(documents(record, 3, 3));
  for (const options of [[], [{}], [no], ...sides.map((side) => [{ [side]: false }])]) {
    const { modes, output } = await act('filter', { options, chunks, answers: chunks.map(() => true) });
    const { readable, writable } = modes;
    assert.deepEqual({ readable, writable, output }, { readable: true, writable: true, output: linesOf(chunks) });
  }
});

test('C12 the other options of a filter are for Transform', async () => {
  const mark = between(2, 9);
  const seen = await act('filter', { options: [{ highWaterMark: mark }], chunks: [], answers: [] });
  assert.deepEqual(seen.modes.highWaterMarks, [mark, mark]);
});

/** A source and what a filter of it keeps: with some above the threshold and some not. */
function drawWholeWay() {
  const { max, values: given } = drawSource();
  const threshold = [...given].sort((a, b) => a - b)[between(1, given.length - 2)];
  const kept = itemsOf(max, given).filter(({ value }) => value > threshold);
  return { input: { options: [{ max }], values: given, threshold, how: 'pipeline' }, kept, all: itemsOf(max, given) };
}

test('C13 a pipeline of a source of strings, a filter and a collector keeps what matches', async () => {
  const { input, kept } = drawWholeWay();
  const seen = await act('whole_way', { ...input, encoding: 'utf8' });
  assert.deepEqual([seen.items, seen.outcome], [kept, 'resolved']);
});

test('C14 a source that is piped into a collector is collected', async () => {
  const { input, all } = drawWholeWay();
  const seen = await act('whole_way', { ...input, threshold: undefined, how: 'pipe' });
  assert.deepEqual([seen.items, namesOf(seen.events)], [all, ['finish', 'close']]);
});

test('C15 generateData gives 100 documents, about 10 ms apart, and does so each time', async () => {
  const seen = await act('generated_data', { runs: 2 });
  assert.equal(seen.length, 2);
  for (const { began, items, times, events } of seen) {
    assert.deepEqual(
      items.map((item) => [Object.keys(item).sort(), item.index]),
      repeat(100, (n) => [['index', 'timestamp'], n]),
    );
    const stamps = items.map(({ timestamp }) => timestamp - START - began);
    assert.ok(stamps[0] >= 0 && stamps[0] <= 15, `the first timestamp is ${stamps[0]} ms after the beginning`);
    for (const gaps of [differences(stamps), differences(times)])
      assert.ok(
        gaps.every((gap) => gap >= 9 && gap <= 15),
        `milliseconds between two items: ${gaps}`,
      );
    assert.deepEqual(namesOf(events), ['end', 'close']);
  }
});

test('E1 a plain pipeline of a source, a filter and a collector keeps what matches', async () => {
  const { input, kept } = drawWholeWay();
  const seen = await act('whole_way', input);
  assert.deepEqual([seen.items, seen.outcome], [kept, 'resolved']);
});

/** Holds the gaps between items against the delay: none too short, and where nobody makes them wait none too long. */
function assertSpaced(inShort, wait, { late = LATE } = {}) {
  const [first, ...gaps] = gapsOf(inShort);
  assert.ok(
    gaps.every((gap) => gap >= wait && gap <= wait + late),
    `milliseconds between two items, where the delay is ${wait}: ${gaps}`,
  );
  assert.ok(first <= wait + late, `the first item came after ${first} ms, where the delay is ${wait}`);
}

test('E2 items that flow come delay milliseconds after one another', async () => {
  const { max, values: given, ...options } = drawSource({ max: few, delay });
  const seen = await play({ max, ...options }, given, [FLOW]);
  assert.equal(totalOf(seen.arrivals), max);
  assertSpaced(seen.arrivals, options.delay);
});

test('E2 items that are made ahead are delay milliseconds apart, too', async () => {
  const { max, values: given, ...options } = drawSource({ max: few, delay });
  const seen = await play({ max, ...options }, given, [[['listen']], [['tick', (max + 2) * options.delay]]]);
  assertSpaced(seen.made, options.delay, { late: Infinity });
});

test('E2 an item is not made sooner because the consumer made the one before it wait', async () => {
  const { values: given, ...options } = drawSource({ max: fc.integer({ min: 8, max: 12 }), delay });
  const away = between(3, 6) * options.delay + between(1, 40);
  const rounds = [[['flow']], [['tick', options.delay + 20]], [['pause']], [['tick', away]], [['resume'], ['finish']]];
  const seen = await play({ ...options, highWaterMark: 1 }, given, rounds);
  assertSpaced(seen.made, options.delay, { late: Infinity });
});

/** Whether a source gave all of its items, and came to a good end. */
function assertWhole(seen, { max, values: given }) {
  assert.deepEqual(documentsIn(seen.text), itemsOf(max, given));
  assert.deepEqual(namesOf(seen.events), ['end', 'close']);
}

const slowly = (waits) =>
  fc.record({
    max: many,
    values,
    wait: fc.constantFrom(...waits),
    ms: fc.integer({ min: 1, max: 30 }),
    mark: fc.integer({ min: 1, max: 3000 }),
  });

test('E3 a source is never more than its buffer ahead of a slow consumer', async () => {
  const options = drawSource({ max: fc.constant(500), highWaterMark });
  const { max, highWaterMark: mark, values: given } = options;
  const waits = repeat(4, () => [['resume'], ['tick', between(1, 20)], ['pause'], ['tick', between(50, 500)]]);
  const begin = [
    ['flowUntil', between(3, 30), 'pause'],
    ['tick', 500],
  ];
  const flowing = await play({ max, highWaterMark: mark }, given, [begin, ...waits]);
  assert.ok(excess(momentsOf(flowing), options) <= 0, tooMany(flowing));
  const reads = repeat(4, () => [
    ['read', between(100, 900)],
    ['tick', between(1, 300)],
  ]);
  for (const delay of [0, 2]) {
    const rounds = [[['listen'], ['tick', 1000]], ...reads];
    const reading = await play({ max, highWaterMark: mark, delay }, given, rounds);
    assert.ok(excess(momentsOf(reading), options) <= 0, tooMany(reading));
  }
  const sink = { wait: 'timer', ms: between(1, 30), highWaterMark: 1 };
  const input = { options: { max: 150, highWaterMark: mark }, values: given, how: 'pipe', sink };
  const { ahead } = await act('source_into_slow_sink', input);
  assert.ok(ahead.length > 0 && excess(ahead, options) <= 0, `items made and bytes received: ${JSON.stringify(ahead)}`);
});

test('E3 a consumer gets exactly max items however it reads, and nothing fails', async () => {
  for (const [how, wait] of [
    ['pipeline', 'timer'],
    ['pipe', 'next tick'],
    ['pipeline', 'microtask'],
    ['pipe', 'immediate'],
  ]) {
    const { max, mark, ms, ...drawn } = draw(slowly([wait]));
    for (const options of [{ max }, { max, highWaterMark: mark }]) {
      const input = { options, values: drawn.values, how, sink: { wait, ms, highWaterMark: between(1, 300) } };
      const { events, ...seen } = await act('source_into_slow_sink', input);
      assertWhole({ ...seen, events: events.source }, { ...drawn, max });
      assert.deepEqual([namesOf(events.sink), seen.outcome ?? 'resolved'], [['finish', 'close'], 'resolved']);
    }
  }
  const { max, mark, ...drawn } = draw(slowly(['timer', 'microtask']));
  const seen = await act('source_in_a_loop', { ...drawn, options: { max, highWaterMark: mark } });
  assert.equal(seen.outcome, 'resolved');
  assertWhole(seen, { ...drawn, max });
  for (const mode of ['flowing', 'read']) {
    await holds(lifeOf(mode), 16, 'sources', (life, seen) => {
      assertWhole(seen, life);
      assert.ok(excess(momentsOf(seen), life) <= 0, tooMany(seen));
    });
  }
});

test('E4 a source that its consumer leaves makes nothing more', async () => {
  for (const options of [{ max: 400 }, { max: 400, highWaterMark: 100 }, { max: 40, delay: draw(delay) }]) {
    const rounds = [
      [
        ['flowUntil', between(1, 20), 'destroy'],
        ['tick', 9000],
      ],
      [['tick', 20_000]],
    ];
    const seen = await play(options, draw(values), rounds);
    assert.deepEqual([seen.stops, seen.events.at(-1), errorsOf(seen.events)], [[totalOf(seen.made)], 'close', []]);
  }
  const paused = { max: 300, highWaterMark: draw(highWaterMark) };
  const rounds = [[['flowUntil', between(1, 20), 'pause']], [['destroy']], [['tick', 20_000]]];
  const seen = await play(paused, draw(values), rounds);
  assert.deepEqual([totalOf(seen.made), seen.events.at(-1)], [seen.moments[0].made, 'close']);
  for (const extra of [{}, { delay: draw(delay) }]) {
    const input = { options: { max: 150, highWaterMark: 500, ...extra }, values: draw(values) };
    const ms = between(1, 30);
    const loop = await act('source_in_a_loop', { ...input, wait: 'timer', ms, breakAfter: between(1, 3) });
    assert.deepEqual([loop.outcome, loop.events.at(-1), loop.made], ['resolved', 'close', loop.atEnd]);
    const sink = { wait: 'timer', ms, highWaterMark: 1, failsAfter: between(2, 5) };
    const piped = await act('source_into_slow_sink', { ...input, how: 'pipeline', sink });
    assert.deepEqual([piped.outcome?.message, piped.events.source.at(-1)], ['the sink is full', 'close']);
    assert.equal(piped.made, piped.atClose);
  }
});

test('E4 a source that is destroyed while it waits makes nothing more, and tells the error', async () => {
  const wait = draw(delay);
  const options = { max: draw(many), delay: wait };
  const message = draw(text);
  const before = [[['listen']], [['tick', between(2, 5) * wait + between(1, 40)]]];
  const seen = await play(options, draw(values), [...before, [['destroy', new Error(message)]], [['tick', 20_000]]]);
  assert.equal(totalOf(seen.made), seen.moments[1].made);
  assert.deepEqual(
    seen.events.map((event) => event.message ?? event),
    [message, 'close'],
  );
});

test('E5 exactly max items are made, whether they flow or are made ahead', async () => {
  for (const max of [1, draw(few), draw(many)]) {
    for (const options of [{ max }, { max, highWaterMark: between(1, 2000) }, { max, delay: 2 }]) {
      const seen = await play(options, draw(values), [FLOW, [['tick', 5000]]]);
      assert.equal(totalOf(seen.made), max);
    }
  }
  const max = draw(few);
  const seen = await play({ max }, draw(values), [[['listen']], [['tick', 5000]], ...drains(max)]);
  assert.equal(totalOf(seen.made), max);
});

/** Rounds in which a source is read to its end, however little it has ready at a time. */
const drains = (max) => repeat(max + 2, () => [['drain'], ['tick', 500]]);

test('E6 a source with max 0 is empty, and ends', async () => {
  const given = draw(values);
  for (const options of [{ max: 0 }, { max: 0, delay: draw(delay) }]) {
    const seen = await play(options, given, [FLOW, [['tick', 5000]]]);
    assert.deepEqual([seen.text, namesOf(seen.events), totalOf(seen.made)], ['', ['end', 'close'], 0]);
  }
});

/** Several documents as text, with what each of them is written in. */
const someLines = (arbitrary = anyDocument) =>
  fc.array(arbitrary, { minLength: 3, maxLength: 10, size: 'max' }).map((drawn) => ({ drawn, lines: linesOf(drawn) }));

const collected = (seen) => [seen.items.at(-1), namesOf(seen.events)];
const well = (drawn) => [drawn, ['finish', 'close']];

test('E8 a chunk may hold several lines', async () => {
  const { drawn, lines } = draw(someLines());
  const at = between(1, lines.length - 1);
  const chunks = [lines.slice(0, at).join(''), lines.slice(at).join('')];
  const seen = await act('collector', { chunks });
  assert.deepEqual(collected(seen), well(drawn));
  assert.deepEqual(seen.items[0], drawn.slice(0, at));
});

test('E8 one of several lines that is no JSON is an error', async () => {
  const { lines } = draw(someLines(record));
  const at = between(0, lines.length);
  const seen = await act('collector', { chunks: [lines.toSpliced(at, 0, `${draw(noJson)}\n`).join('')] });
  assert.deepEqual([namesOf(seen.events), seen.threw], [['error', 'close'], []]);
});

const cutText = fc.record({ text: someLines(), places, atOnce: fc.boolean(), complete: fc.boolean() });
/** Lines that are cut anywhere: `{ drawn, input }` for a scenario that takes chunks. */
const cutLines = cutText.map(({ text: { drawn, lines }, places: at, atOnce, complete }) => {
  const whole = lines.join('');
  return { drawn, input: { chunks: cuts(complete ? whole : whole.slice(0, -1), at), atOnce } };
});

test('E9 a line ends with its line break and not before', async () => {
  const [one, two] = [between(10, 99), between(10, 99)];
  const seen = await act('collector', { chunks: [`${one}`, `${two}\n`, `${two}`, ` \n${one}`] });
  const number = one * 100 + two;
  assert.deepEqual(seen.items, [[], [number], [number], [number, two], [number, two, one]]);
});

test('E9 a line and a character may be spread over chunks', async () => {
  const drawn = shuffle(ARDUOUS).map((name) => ({ name }));
  const seen = await act('collector', { chunks: crumbs(linesOf(drawn).join('')) });
  assert.deepEqual(collected(seen), well(drawn));
  await holds(cutLines, 16, 'collectors', (one, seen) => assert.deepEqual(collected(seen), well(one.drawn)));
});

/** Lines with blank ones between and after them. */
const withBlanks = fc
  .record({ text: someLines(), blanks })
  .map(({ text: { drawn, lines }, blanks: [last, ...rest] }) => ({
    drawn,
    chunks: [
      ...lines.flatMap((line, n) => [line, ...rest.slice(n * 2, n * 2 + 2).map((blank) => `${blank}\n`)]),
      ` ${last}`,
    ],
  }));

test('E10 blank lines are left out', async () => {
  const { drawn, chunks } = draw(withBlanks);
  for (const given of [chunks, [chunks.join('')]])
    assert.deepEqual(collected(await act('collector', { chunks: given })), well(drawn));
});

const keepAll = (chunks) => ({ chunks, answers: repeat(20, () => true) });
const passed = ({ asked, output, events }) => [asked, output, errorsOf(events)];

test('E11 a Buffer is decoded and parsed', async () => {
  const { drawn, lines } = draw(someLines());
  const answers = answersFor(drawn);
  const seen = await act('filter', { chunks: lines.map((line) => Buffer.from(line)), answers });
  assert.deepEqual(passed(seen), [drawn, keptOf(drawn, answers), []]);
});

test('E11 a Buffer may hold several lines, and a line and a character may be spread over Buffers', async () => {
  const drawn = shuffle(ARDUOUS).map((name) => ({ name }));
  const seen = await act('filter', keepAll(crumbs(linesOf(drawn).join(''))));
  assert.deepEqual(passed(seen), [drawn, linesOf(drawn), []]);
  const arbitrary = cutLines.map((one) => ({
    ...one,
    input: { ...keepAll(one.input.chunks), atOnce: one.input.atOnce },
  }));
  await holds(arbitrary, 16, 'filters', (one, seen) => {
    assert.deepEqual(passed(seen), [one.drawn, linesOf(one.drawn), []]);
  });
});

test('E11 blank lines of Buffers are left out', async () => {
  const { drawn, chunks } = draw(withBlanks);
  const seen = await act('filter', keepAll(chunks.map((chunk) => Buffer.from(chunk))));
  assert.deepEqual(passed(seen), [drawn, linesOf(drawn), []]);
});

test('E11 a line of a Buffer that is no JSON is an error, the last one too', async () => {
  const { lines } = draw(someLines(record));
  for (const bad of [`${draw(noJson)}\n`, draw(noJson)]) {
    const seen = await act('filter', keepAll([...lines, bad].map((line) => Buffer.from(line))));
    assert.deepEqual([namesOf(seen.events), seen.threw], [['error', 'close'], []]);
  }
});

test('E12 no timer is left when a source has ended', async () => {
  for (const options of [{ max: draw(few) }, { max: draw(few), delay: draw(delay) }]) {
    const seen = await play(options, draw(values), [FLOW]);
    assert.deepEqual([namesOf(seen.events), seen.moments.at(-1).timers], [['end', 'close'], 0]);
  }
});

test('E12 no timer is left when a source was destroyed', async () => {
  const wait = draw(delay);
  for (const before of [[['flow'], ['tick', between(1, 3) * wait + 20]], [['listen'], ['tick', 20]], [['tick', 20]]]) {
    const seen = await play({ max: 50, delay: wait }, draw(values), [before, [['destroy'], ['tick', 2]]]);
    assert.deepEqual([seen.events.at(-1), seen.moments.at(-1).timers], ['close', 0]);
  }
  const input = { options: { max: 50, delay: wait }, values: draw(values), wait: 'microtask', breakAfter: 2 };
  const loop = await act('source_in_a_loop', input);
  assert.deepEqual([loop.outcome, loop.timers], ['resolved', 0]);
});

test('E14 read(0) of a short source takes nothing away and does not fail', async () => {
  const { max, values: given } = drawSource({ max: few });
  const reads = repeat(between(1, 4), () => [
    ['read', 0],
    ['tick', between(1, 50)],
  ]);
  const ways = [[FLOW], drains(max)];
  for (const way of ways) assertWhole(await play({ max }, given, [...reads, ...way]), { max, values: given });
});

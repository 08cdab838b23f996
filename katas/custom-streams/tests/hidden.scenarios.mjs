// Arrange and act; what is seen is judged elsewhere.
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** How long anything may take, in milliseconds of the virtual clock. */
const PATIENCE = 20_000;

/** Runs `body(made)` while Math.random gives these values, one after the other and then from the start again.
 * `made` are the times at which it was called. */
async function withValues(values, clock, body) {
  const { random } = Math;
  const made = [];
  Math.random = () => {
    made.push(clock.now());
    return values[(made.length - 1) % values.length];
  };
  try {
    return await body(made);
  } finally {
    Math.random = random;
  }
}

const READABLE = ['end', 'close'];
const WRITABLE = ['finish', 'close'];

/** What happens to a stream: those of the named events that are emitted, and errors. */
function eventsOf(stream, names) {
  const events = [];
  for (const event of names) stream.on(event, () => events.push(event));
  stream.on('error', (error) => events.push(error));
  return events;
}

/** What comes of a promise: `outcome.is` is "pending", "resolved", or what it rejected with. */
function follow(promise) {
  const outcome = { is: 'pending' };
  promise.then(
    () => (outcome.is = 'resolved'),
    (error) => (outcome.is = error),
  );
  return outcome;
}

/** Lets time pass, a little at a time, until something is so or patience ends. */
async function passTime(clock, isDone) {
  const end = clock.now() + PATIENCE;
  await clock.settle();
  while (!isDone() && clock.now() < end) await clock.tick(5);
  await clock.tick(2);
}

/** Notes of chunks: their text all together, their kinds, and when they came. */
function newReceipt(clock) {
  const chunks = [];
  const receipt = { bytes: 0, kinds: [], arrivals: [], text: () => Buffer.concat(chunks).toString() };
  receipt.take = (chunk) => {
    const kind = Buffer.isBuffer(chunk) ? 'Buffer' : typeof chunk;
    if (!receipt.kinds.includes(kind)) receipt.kinds.push(kind);
    chunks.push(Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk)));
    receipt.bytes += chunks.at(-1).length;
    receipt.arrivals.push(clock.now());
  };
  return receipt;
}

/** Times told in short, as [gap, how often]: how many milliseconds each comes after the one before. */
function inShort(times, began) {
  const gaps = [];
  times.forEach((time, n) => {
    const gap = time - (n ? times[n - 1] : began);
    if (gaps.at(-1)?.[0] === gap) gaps.at(-1)[1] += 1;
    else gaps.push([gap, 1]);
  });
  return gaps;
}

/** Takes a new source through rounds of steps; the steps of a round are taken at once, and then nobody moves
 * until nothing more happens by itself. A step is one of
 *   listen             adds a listener of `readable` that does nothing
 *   flow               adds a listener of `data`
 *   flowUntil n does   the same; it does "pause" or "destroy" to the stream once n lines have come
 *   pause, resume
 *   read size?         calls read once
 *   drain              calls read until it gives null
 *   destroy error?
 *   tick ms
 *   finish             lets time pass until the source is closed
 * Gives `moments`, one for each round: how many items were made, how many bytes received, and the timers. */
export function source({ RandomNumberStream }, { input, clock }) {
  const { options, values, rounds } = input;
  return withValues(values, clock, async (made) => {
    const began = clock.now();
    const stream = new RandomNumberStream(...options);
    const events = eventsOf(stream, READABLE);
    const receipt = newReceipt(clock);
    const take = (chunk) => {
      if (chunk !== null) receipt.take(chunk);
      return chunk !== null;
    };
    const stops = [];
    const steps = {
      listen: () => stream.on('readable', () => {}),
      flow: () => stream.on('data', take),
      flowUntil(lines, does) {
        stream.on('data', (chunk) => {
          take(chunk);
          if (receipt.text().split('\n').length <= lines || stops.length > 0) return;
          stream[does]();
          stops.push(made.length);
        });
      },
      pause: () => stream.pause(),
      resume: () => stream.resume(),
      read: (...size) => take(stream.read(...size)),
      drain() {
        while (take(stream.read()));
      },
      destroy: (...error) => stream.destroy(...error),
    };
    const moments = [];
    for (const round of rounds) {
      for (const [step, ...values] of round) {
        if (step === 'tick') await clock.tick(...values);
        else if (step === 'finish') await passTime(clock, () => events.includes('close'));
        else steps[step](...values);
      }
      await clock.settle();
      moments.push({ made: made.length, received: receipt.bytes, timers: clock.timers() });
    }
    return {
      moments,
      events,
      stops,
      text: receipt.text(),
      kinds: receipt.kinds,
      arrivals: inShort(receipt.arrivals, began),
      made: inShort(made, began),
      isReadable: stream instanceof Readable,
      isObjectMode: stream.readableObjectMode,
    };
  });
}

/** Several of those, one after the other. */
export async function sources(solution, { input, clock }) {
  const all = [];
  for (const one of input) all.push(await source(solution, { input: one, clock }));
  return all;
}

/** Ways in which a slow consumer gets on, sooner or later. */
const WAITS = {
  'next tick': (_ms, go) => process.nextTick(go),
  microtask: (_ms, go) => queueMicrotask(go),
  immediate: (_ms, go) => setImmediate(go),
  timer: (ms, go) => setTimeout(go, ms),
};

/** A sink that takes its time over each chunk; with `failsAfter`, it fails after so many of them. */
function slowSink({ wait, ms, failsAfter, ...options }, note) {
  let chunks = 0;
  const write = (chunk, _encoding, callback) => {
    note(chunk);
    chunks += 1;
    const error = chunks === failsAfter ? new Error('the sink is full') : null;
    WAITS[wait](ms, () => callback(error));
  };
  return new Writable({ ...options, write });
}

/** A source that is led into a slow sink, by `pipe` or `pipeline`. `ahead` tells, whenever the sink gets a chunk,
 * how many items were made and how many bytes received by then. */
export function source_into_slow_sink({ RandomNumberStream }, { input, clock }) {
  const { options, values, how, sink } = input;
  return withValues(values, clock, async (made) => {
    const stream = new RandomNumberStream(options);
    const receipt = newReceipt(clock);
    const ahead = [];
    const end = slowSink(sink, (chunk) => {
      receipt.take(chunk);
      ahead.push([made.length, receipt.bytes]);
    });
    const events = { source: eventsOf(stream, READABLE), sink: eventsOf(end, WRITABLE) };
    const outcome = how === 'pipeline' ? follow(pipeline(stream, end)) : null;
    if (!outcome) stream.pipe(end);
    await passTime(clock, () => events.sink.includes('close'));
    const atClose = made.length;
    await clock.tick(PATIENCE);
    return { text: receipt.text(), ahead, events, outcome: outcome?.is, atClose, made: made.length };
  });
}

/** `for await` over a source, with a body that takes its time; it breaks off after `breakAfter` chunks. */
export function source_in_a_loop({ RandomNumberStream }, { input, clock }) {
  const { options, values, wait, ms, breakAfter } = input;
  return withValues(values, clock, async (made) => {
    const stream = new RandomNumberStream(options);
    const events = eventsOf(stream, READABLE);
    const receipt = newReceipt(clock);
    const loop = async () => {
      for await (const chunk of stream) {
        receipt.take(chunk);
        if (receipt.arrivals.length === breakAfter) break;
        await new Promise((resolve) => WAITS[wait](ms, resolve));
      }
    };
    const outcome = follow(loop());
    await passTime(clock, () => outcome.is !== 'pending' && events.includes('close'));
    const [atEnd, timers] = [made.length, clock.timers()];
    await clock.tick(PATIENCE);
    return { text: receipt.text(), events, outcome: outcome.is, atEnd, timers, made: made.length };
  });
}

const BUILD = { Error: (message) => new Error(message), TypeError: (message) => new TypeError(message) };

/** Writes chunks to a new filter, one after the other (`atOnce`: without a pause between them), and ends it.
 * The predicate answers with `answers`, in order; an answer { throws: [kind, message] } is thrown.
 * `same` tells of each argument whether it is the very chunk that was written. */
export async function filter({ FilterStream }, { input, clock }) {
  const { options = [], chunks, answers, atOnce = false, ends = true } = input;
  const [asked, same, thrown, output, threw] = [[], [], [], [], []];
  const predicate = (document) => {
    const answer = answers[asked.length];
    same.push(chunks.includes(document));
    asked.push(document);
    if (!answer?.throws) return answer;
    const [kind, message] = answer.throws;
    thrown.push(BUILD[kind](message));
    throw thrown.at(-1);
  };
  const stream = new FilterStream(predicate, ...options);
  const events = eventsOf(stream, ['finish', ...READABLE]);
  stream.on('data', (chunk) => output.push(chunk));
  const steps = [...chunks.map((chunk) => () => stream.write(chunk)), ...(ends ? [() => stream.end()] : [])];
  for (const step of steps) {
    try {
      if (!stream.destroyed) step();
    } catch (error) {
      threw.push(error);
    }
    if (!atOnce) await clock.tick(5);
  }
  await passTime(clock, () => events.includes('close') || !ends);
  const isTheThrown = events.map((event) => event instanceof Error && thrown.includes(event));
  return { asked, same, output, events, threw, isTheThrown, modes: modesOf(stream) };
}

const modesOf = (stream) => ({
  readable: stream.readableObjectMode,
  writable: stream.writableObjectMode,
  highWaterMarks: [stream.readableHighWaterMark, stream.writableHighWaterMark],
});

/** Several of those, one after the other. */
export async function filters(solution, { input, clock }) {
  const all = [];
  for (const one of input) all.push(await filter(solution, { input: one, clock }));
  return all;
}

/** Writes chunks to a new collector, one after the other (`atOnce`: without a pause between them), and ends it.
 * `items` are those there are after each chunk and at the end. */
export async function collector({ CollectorStream }, { input, clock }) {
  const { options = [], chunks, atOnce = false } = input;
  const stream = new CollectorStream(...options);
  const events = eventsOf(stream, WRITABLE);
  const first = stream.getItems();
  const [items, threw] = [[], []];
  for (const step of [...chunks.map((chunk) => () => stream.write(chunk)), () => stream.end()]) {
    try {
      if (!stream.destroyed) step();
    } catch (error) {
      threw.push(error);
    }
    if (!atOnce) await clock.tick(5);
    items.push([...stream.getItems()]);
  }
  await passTime(clock, () => events.includes('close'));
  items[items.length - 1] = [...stream.getItems()];
  return { items, events, threw, isLive: stream.getItems() === first, highWaterMark: stream.writableHighWaterMark };
}

/** Several of those, one after the other. */
export async function collectors(solution, { input, clock }) {
  const all = [];
  for (const one of input) all.push(await collector(solution, { input: one, clock }));
  return all;
}

/** A source, a filter that keeps what is above the threshold (none: no filter), and a collector, in one
 * pipeline or piped. */
export function whole_way(solution, { input, clock }) {
  const { options, values, encoding, threshold, how } = input;
  return withValues(values, clock, async () => {
    const stages = [new solution.RandomNumberStream(...options)];
    if (encoding) stages[0].setEncoding(encoding);
    if (threshold !== undefined) stages.push(new solution.FilterStream(({ value }) => value > threshold));
    const sink = new solution.CollectorStream();
    const events = eventsOf(sink, WRITABLE);
    let outcome = null;
    if (how === 'pipeline') outcome = follow(pipeline(...stages, sink));
    else [...stages, sink].reduce((from, to) => from.pipe(to));
    await passTime(clock, () => events.includes('close'));
    return { items: [...sink.getItems()], outcome: outcome?.is, events };
  });
}

/** What comes out of generateData, and when; `runs` of them, one after the other. */
export async function generated_data({ generateData }, { input, clock }) {
  const runs = [];
  for (let run = 0; run < input.runs; run += 1) {
    const began = clock.now();
    const stream = Readable.from(generateData());
    const events = eventsOf(stream, READABLE);
    const [items, times] = [[], []];
    stream.on('data', (item) => {
      items.push(item);
      times.push(clock.now() - began);
    });
    await passTime(clock, () => events.includes('close'));
    runs.push({ began, items, times, events });
  }
  return runs;
}

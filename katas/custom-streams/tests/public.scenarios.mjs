// What the public tests do with your classes. Time stands still unless a scenario says `clock.tick(ms)`;
// `calls.note(name, ...values)` writes something down, and `calls.list()` is what was written down so far.
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** All that a source gives while it flows, as text. */
export async function flowing_source({ RandomNumberStream }, { input, clock }) {
  const stream = new RandomNumberStream(input);
  const chunks = [];
  stream.on('data', (chunk) => chunks.push(chunk));
  await clock.tick(10_000);
  return Buffer.concat(chunks).toString();
}

/** The times, in milliseconds, at which a source gives something. */
export async function times_of_a_source({ RandomNumberStream }, { input, clock }) {
  const times = [];
  new RandomNumberStream(input).on('data', () => times.push(clock.now()));
  await clock.tick(10_000);
  return times;
}

/** What comes out of a filter of everything above 0.5, and what goes wrong. */
export async function filter({ FilterStream }, { input, calls, clock }) {
  const stream = new FilterStream(({ value }) => value > 0.5);
  stream.on('data', (line) => calls.note('data', line));
  stream.on('error', () => calls.note('error'));
  for (const chunk of input) stream.write(chunk);
  await clock.tick(10);
  return calls.list();
}

export async function collector({ CollectorStream }, { input, calls, clock }) {
  const stream = new CollectorStream();
  stream.on('error', () => calls.note('error'));
  for (const chunk of input) stream.write(chunk);
  await clock.tick(10);
  return { items: stream.getItems(), calls: calls.list() };
}

/** How many items a pipeline of all three makes, which ones it keeps, and whether they are above 0.5. */
export async function whole_way({ RandomNumberStream, FilterStream, CollectorStream }, { input, clock }) {
  const { random } = Math;
  const values = [];
  Math.random = () => {
    values.push(random());
    return values.at(-1);
  };
  try {
    const source = new RandomNumberStream(input.options);
    if (input.encoding) source.setEncoding(input.encoding);
    const sink = new CollectorStream();
    const done = pipeline(source, new FilterStream(({ value }) => value > 0.5), sink);
    await clock.tick(10_000);
    await done;
    return { values, items: sink.getItems() };
  } finally {
    Math.random = random;
  }
}

export async function piped_source({ RandomNumberStream, CollectorStream }, { input, clock }) {
  const sink = new CollectorStream();
  new RandomNumberStream(input).pipe(sink);
  await clock.tick(10_000);
  return sink.getItems();
}

export async function generated_data({ generateData }, { clock }) {
  const items = [];
  Readable.from(generateData()).on('data', (item) => items.push(item));
  await clock.tick(10_000);
  return items;
}

// Arrange and act; what is seen is judged elsewhere.
import { createHash } from 'node:crypto';
import { onDisk, quiet, settled } from './disk.scenarios.mjs';

const LONG = 2000; // characters

/** A long text by its length and its digest: an observation has no room for it. */
const shorten = (text) =>
  typeof text === 'string' && text.length > LONG
    ? { length: text.length, sha256: createHash('sha256').update(text).digest('hex') }
    : text;
const shown = (value) => (Array.isArray(value) ? value.map(shorten) : value);

/** What comes of a call, so far: `seen` is 'pending', or `{ value }`, `{ error, isRangeError }` or `{ threw }`. */
function follow(call) {
  const outcome = { seen: 'pending' };
  try {
    Promise.resolve(call()).then(
      (value) => (outcome.seen = { value: shown(value) }),
      (error) => (outcome.seen = { error, isRangeError: error instanceof RangeError }),
    );
  } catch (error) {
    outcome.seen = { threw: error };
  }
  return outcome;
}

const report = (disk, outcome) => ({
  outcome: outcome.seen,
  folder: disk.folder,
  most: disk.most,
  asked: disk.asked(),
});

/** Lets the reads that are held go one after the other, in the order in which they were asked for, and waits for
 * what comes of the call. */
async function finish(disk, outcome) {
  await disk.letGoInTurn();
  disk.letAllGo();
  await settled(outcome);
  return report(disk, outcome);
}

/** One call for the files of these names, and what came of it. `limit` is a list: of one, or of none. */
export function one_call({ readFilesWithLimit }, { input }) {
  const { files, names, limit, failures } = input;
  return onDisk({ files, holds: true, failures }, async (disk) => {
    const outcome = follow(() => readFilesWithLimit(names.map(disk.path, disk), ...limit));
    return finish(disk, outcome);
  });
}

/** One call for long texts, whose reads nobody holds. Each is made of what it begins with and what it repeats. */
export function long_texts({ readFilesWithLimit }, { input }) {
  const { texts, limit } = input;
  const files = texts.map(({ start, part, times }, n) => [`${n}.txt`, start + part.repeat(times)]);
  return onDisk({ files }, async (disk) => {
    const paths = files.map(([name]) => disk.path(name));
    const outcome = follow(() => readFilesWithLimit(paths, limit));
    await settled(outcome);
    return report(disk, outcome);
  });
}

/** One call for more small files than could be sent. Of each the text, or null; and the codes of all errors. */
export function thousands({ readFilesWithLimit }, { input }) {
  const { limit, count, text } = input;
  const files = Array.from({ length: count }, (_, n) => [`${n}.txt`, `${text} ${n}`]);
  return onDisk({ files }, async (disk) => {
    const results = await readFilesWithLimit(
      files.map(([name]) => disk.path(name)),
      limit,
    );
    const isText = (result) => typeof result === 'string';
    const errors = results.filter((result) => !isText(result)).map((entry) => String(entry?.error).split(':')[0]);
    return { texts: results.map((result) => (isText(result) ? result : null)), errors: [...new Set(errors)] };
  });
}

/** One call whose reads are held. For each of `picks` one of them is let go, but none of the `slow` ones that were
 * asked for first. `held` is how many were held before that, and how many after each. */
export function held_reads({ readFilesWithLimit }, { input }) {
  const { files, names, limit, picks, slow = 0, failures } = input;
  return onDisk({ files, holds: true, failures }, async (disk) => {
    const outcome = follow(() => readFilesWithLimit(names.map(disk.path, disk), limit));
    await quiet();
    const held = [disk.held().length];
    for (const pick of picks) {
      const others = disk.held().slice(slow);
      if (others.length > 0) disk.letGo(others[pick % others.length]);
      await quiet();
      held.push(disk.held().length);
    }
    return { ...(await finish(disk, outcome)), held };
  });
}

/** Calls at a time, one for each limit, and how many reads are held then. */
export function calls_at_a_time({ readFilesWithLimit }, { input }) {
  const { files, names, limits } = input;
  return onDisk({ files, holds: true }, async (disk) => {
    const outcomes = limits.map((limit) => follow(() => readFilesWithLimit(names.map(disk.path, disk), limit)));
    await quiet();
    const held = disk.held().length;
    disk.letAllGo();
    for (const outcome of outcomes) await settled(outcome);
    return { held, outcomes: outcomes.map(({ seen }) => seen) };
  });
}

const CHANGES = {
  push: (list, others) => list.push(...others),
  replace: (list, others) => list.fill(others[0]),
  empty: (list) => list.splice(0),
  shorten: (list) => list.pop(),
  shift: (list) => list.shift(),
  reverse: (list) => list.reverse(),
};

/** A call whose list is changed right after it or, where `later`, while the first reads are held. */
export function changed_list({ readFilesWithLimit }, { input }) {
  const { files, names, limit, change, others, later } = input;
  return onDisk({ files, holds: true }, async (disk) => {
    const list = names.map(disk.path, disk);
    const outcome = follow(() => readFilesWithLimit(list, limit));
    if (later) await quiet();
    CHANGES[change](list, others.map(disk.path, disk));
    return finish(disk, outcome);
  });
}

/** What is in the list before a call, while its reads are held, and after it. */
export function list_in_use({ readFilesWithLimit }, { input }) {
  const { files, names, limit } = input;
  return onDisk({ files, holds: true }, async (disk) => {
    const list = names.map(disk.path, disk);
    const before = [...list];
    const outcome = follow(() => readFilesWithLimit(list, limit));
    await quiet();
    const during = [...list];
    const seen = await finish(disk, outcome);
    return { ...seen, lists: [before, during, list] };
  });
}

// Arrange and act; what is seen is judged elsewhere.
import { mkdirSync, readdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder, withFirstWriteHeld, withFolder, withSlowWrites } from './files.scenarios.mjs';
import { contentOf, setTime, statusOf, takeAll, watch } from './stage.scenarios.mjs';

const make = (Scheduler, options) => (options ? new Scheduler(options) : new Scheduler());

/** What is seen of each step with a scheduler without a file; from `from` on, if that is given. */
export async function history({ Scheduler }, { input, clock }) {
  const { options, steps, throwing, from } = input;
  if (from) setTime(from);
  return takeAll(watch(make(Scheduler, options), clock, { throwing }), steps);
}

/** Several of those, one after the other. */
export async function histories({ Scheduler }, { input, clock }) {
  const all = [];
  for (const { from, steps } of input) {
    setTime(from);
    const scheduler = new Scheduler();
    all.push(await takeAll(watch(scheduler, clock), steps));
    for (const name of Object.keys(scheduler.getStatus())) scheduler.cancel(name);
  }
  return all;
}

/** Steps with one scheduler after the other, each taken with another scheduler there, with a job of the same name. */
export async function schedulers_in_turn({ Scheduler }, { input, clock }) {
  const watchers = input.map(() => watch(new Scheduler(), clock));
  const other = new Scheduler();
  other.schedule('job', 100_000, () => {});
  const seen = [];
  for (const [n, steps] of input.entries()) seen.push(await takeAll(watchers[n], steps));
  return seen;
}

/** Of each [time, expression]: the next run of a job that is scheduled at that time, as event and status say. */
export async function next_runs({ Scheduler }, { input, clock }) {
  const seen = [];
  for (const [time, expression] of input) {
    setTime(time);
    const scheduler = new Scheduler();
    const told = [];
    scheduler.on('scheduled', ({ nextRun }) => told.push(nextRun));
    try {
      scheduler.schedule('job', expression, () => {});
      await clock.settle();
      seen.push({ told, nextRun: scheduler.getStatus().job?.nextRun });
      scheduler.cancel('job');
    } catch (error) {
      seen.push({ threw: error });
    }
  }
  return seen;
}

/** What comes of each config: what schedule threw, if it did, and the jobs that there are then. */
export function attempts({ Scheduler }, { input }) {
  return input.map((config) => {
    const scheduler = new Scheduler();
    let threw = null;
    try {
      scheduler.schedule('job', config, () => {});
    } catch (error) {
      threw = error;
    }
    const jobs = Object.keys(scheduler.getStatus());
    scheduler.cancel('job');
    return { threw, jobs };
  });
}

/** Each status, with the time it was taken, as it is at the end, and the copy that was made of it at once. */
export async function kept_statuses({ Scheduler }, { input, clock }) {
  const scheduler = new Scheduler();
  const { take } = watch(scheduler, clock);
  const kept = [];
  for (const step of input) {
    await take(step);
    kept.push({ status: scheduler.getStatus(), copy: statusOf(scheduler) });
  }
  return kept.map(({ status, copy }) => ({ atTheEnd: { ...status }, copy }));
}

/** Runs of the program, one after the other, that share a file: { steps, setTime?, content? } each, where `content` is
 * what somebody else wrote into the file before, or null for a folder of its name. Each run has a copy of the file that
 * the one before left. */
export function programs(solution, { input, clock, reload }) {
  return withFolder(async (folder) => {
    const seen = [];
    let content;
    for (const [n, program] of input.entries()) {
      const { Scheduler } = n ? await reload() : solution;
      const file = join(makeFolder(folder, `${n}`), 'jobs.json');
      content = program.content ?? content;
      if (program.content === null) mkdirSync(file);
      else if (content !== undefined) writeFileSync(file, content);
      if (program.setTime) setTime(program.setTime);
      seen.push(await takeAll(watch(new Scheduler({ persistPath: file }), clock, { file }), program.steps));
      content = statSync(file, { throwIfNoEntry: false })?.isFile() ? readFileSync(file, 'utf8') : undefined;
    }
    return seen;
  });
}

/** What is in the current folder after steps with a scheduler that was given no path. */
export function without_a_path({ Scheduler }, { input, clock }) {
  return withFolder(async (folder) => {
    const before = process.cwd();
    process.chdir(folder);
    try {
      const records = await takeAll(watch(new Scheduler(), clock), input);
      return { records, files: readdirSync(folder) };
    } finally {
      process.chdir(before);
    }
  });
}

/** Steps with a scheduler whose file cannot be written, and then more steps when it can. `obstacle` is what lies
 * where the file should: a folder, or a file where its folder should be (which stays there). */
export function unwritable({ Scheduler }, { input, clock }) {
  return withFolder(async (folder) => {
    const isFolder = input.obstacle === 'folder';
    const file = isFolder ? makeFolder(folder, 'jobs.json') : join(folder, 'file', 'jobs.json');
    if (!isFolder) writeFileSync(join(folder, 'file'), '');
    const watcher = watch(new Scheduler({ persistPath: file }), clock);
    const records = await takeAll(watcher, input.steps);
    if (isFolder) rmdirSync(file);
    const later = await takeAll(watcher, input.later);
    return { records, later, file: contentOf(file) };
  });
}

/** Steps while the first write hangs, and what the file says in the end. */
export function first_write_hangs({ Scheduler }, { input, clock }) {
  const { steps, wait } = input;
  return withFolder(async (folder) => {
    const file = join(folder, 'jobs.json');
    const scheduler = new Scheduler({ persistPath: file });
    await scheduler.init();
    return withFirstWriteHeld(async (release) => {
      await takeAll(watch(scheduler, clock), steps);
      release();
      await clock.tick(wait);
      return { status: statusOf(scheduler), file: contentOf(file) };
    });
  });
}

/** Steps while each write takes its time, and what the file says when all have ended. */
export function writes_take_long({ Scheduler }, { input, clock }) {
  return withFolder(async (folder) => {
    const file = join(folder, 'jobs.json');
    const scheduler = new Scheduler({ persistPath: file });
    await scheduler.init();
    return withSlowWrites(input.delays, async () => {
      await takeAll(watch(scheduler, clock), input.steps);
      await clock.tick(input.wait);
      return { status: statusOf(scheduler), file: contentOf(file) };
    });
  });
}

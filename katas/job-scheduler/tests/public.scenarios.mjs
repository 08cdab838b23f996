// What the public tests do with your class. Time stands still unless a scenario says `clock.tick(ms)`;
// `calls.spy(name, body)` is a function that writes down its name and its arguments, `calls.note(...)`
// writes something down itself, and `calls.list()` is what was written down so far.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

process.env.TZ = 'UTC';

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** When a job of this config runs in `ms` milliseconds, each of its runs taking `takes`. */
export async function times_of_runs({ Scheduler }, { input, calls, clock }) {
  const scheduler = new Scheduler();
  scheduler.schedule('job', input.config, async () => {
    calls.note(clock.now());
    if (input.takes) await sleep(input.takes);
  });
  await clock.tick(input.ms);
  scheduler.cancel('job');
  return calls.list().flat();
}

export async function events({ Scheduler }, { calls, clock }) {
  const scheduler = new Scheduler();
  for (const event of ['scheduled', 'jobStart', 'jobComplete', 'jobError', 'cancelled'])
    scheduler.on(event, calls.spy(event));
  let runs = 0;
  scheduler.schedule('job', 1000, async () => {
    runs += 1;
    if (runs === 2) throw new Error('out of order');
  });
  await clock.tick(2000);
  scheduler.cancel('job');
  return calls.list();
}

export function next_run({ Scheduler }, { input }) {
  const scheduler = new Scheduler();
  scheduler.schedule('job', input, () => {});
  const { nextRun } = scheduler.getStatus().job;
  scheduler.cancel('job');
  return nextRun;
}

export function bad_expression({ Scheduler }) {
  try {
    new Scheduler().schedule('job', '* * * *', () => {});
    return 'nothing was thrown';
  } catch (error) {
    return error.message;
  }
}

/** Runs while a job is enabled, paused, resumed and cancelled, two seconds each. */
export async function stages({ Scheduler }, { clock }) {
  const scheduler = new Scheduler();
  let runs = 0;
  const counts = [];
  scheduler.schedule('job', 500, () => (runs += 1));
  for (const method of [null, 'pause', 'resume', 'cancel']) {
    if (method) scheduler[method]('job');
    runs = 0;
    await clock.tick(2000);
    counts.push(runs);
  }
  return counts;
}

export async function one_slot_for_two({ Scheduler }, { calls, clock }) {
  const scheduler = new Scheduler({ maxConcurrent: 1 });
  for (const [name, interval] of [
    ['first', 10_000],
    ['second', 10_100],
  ]) {
    scheduler.schedule(name, interval, () => {
      calls.note(name, clock.now());
      return sleep(1500);
    });
  }
  await clock.tick(15_000);
  return calls.list();
}

export async function status({ Scheduler }, { clock }) {
  const scheduler = new Scheduler();
  scheduler.schedule('job', 1000, () => sleep(300));
  await clock.tick(1500);
  return scheduler.getStatus();
}

export async function what_is_saved({ Scheduler }, { clock, reload }) {
  const folder = mkdtempSync(join(tmpdir(), 'kata-'));
  try {
    const persistPath = join(folder, 'jobs.json');
    const scheduler = new Scheduler({ persistPath });
    await scheduler.init();
    scheduler.schedule('job', 1000, () => {});
    await clock.tick(2100); // a save may take 100 ms
    const file = JSON.parse(readFileSync(persistPath, 'utf8'));

    const second = new (await reload()).Scheduler({ persistPath });
    const loaded = [];
    second.on('loaded', (data) => loaded.push(data));
    await second.init();
    return { file, loaded };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

// Arrange and act; what is seen is judged elsewhere.
import { basename, dirname } from 'node:path';
import { follow, turns, watchWorkers } from './stage.scenarios.mjs';

const statsOf = ({ stats: { total, busy, available, queued } }) => ({ total, busy, available, queued });

/** What structured clone refuses. */
const UNCLONEABLE = {
  function: () => {},
  symbol: Symbol('data'),
  method: { answer: () => 42 },
  promise: Promise.resolve(),
  'weak map': [new WeakMap()],
};

/** Lets `body(pool, stage)` act, and destroys the pool afterwards. */
async function onStage(makePool, body, options) {
  const stage = watchWorkers(options);
  let pool;
  try {
    pool = makePool();
    return await body(pool, stage);
  } finally {
    follow(() => pool?.destroy());
    await stage.quiet();
    stage.close();
  }
}

/** A pool of puppets (see fixtures/puppet.mjs) and what happens to it, in rounds: the steps of a round are
 * taken at once, and then nobody moves until nothing more happens by itself. A step is one of
 *   execute task does?      a task that is held, or finished at once by what it `does`
 *   uncloneable task kind   a task whose data cannot be posted
 *   finish task does        makes the worker that holds the task finish it
 *   finishAny does          makes some worker finish the task that it holds
 *   direct does             makes a worker without a task do something
 *   destroy
 * Gives `moments`, one for each round, and what came of each task and of each destroy; a destroy that
 * resolved tells how many workers lived then. */
export function history({ WorkerPool }, { input, fixture }) {
  const { size, rounds } = input;
  const play = async (pool, stage) => {
    const outcomes = {};
    const destroys = [];
    const steps = {
      execute: (task, does) => (outcomes[task] = follow(() => pool.execute({ task, does }))),
      uncloneable: (task, kind) => (outcomes[task] = follow(() => pool.execute(UNCLONEABLE[kind]))),
      finish: stage.finish,
      finishAny: (does) => stage.finish(stage.running()[0]?.[0], does),
      direct: stage.direct,
      destroy: () =>
        destroys.push(
          follow(
            () => pool.destroy(),
            () => ({ living: stage.living(), stats: statsOf(pool) }),
          ),
        ),
    };
    const moments = [];
    for (const round of rounds) {
      for (const [step, ...values] of round) steps[step](...values);
      await stage.quiet();
      moments.push({
        started: stage.started(),
        living: stage.living(),
        running: stage.running(),
        stats: statsOf(pool),
      });
    }
    const seen = Object.entries(outcomes).map(([task, outcome]) => [task, outcome.seen]);
    return { moments, outcomes: Object.fromEntries(seen), destroys: destroys.map((one) => one.seen) };
  };
  return onStage(() => new WorkerPool(fixture('puppet.mjs'), size), play);
}

/** A pool whose worker's path is relative to the current folder. */
export async function relative_path({ WorkerPool }, { input, fixture }) {
  const before = process.cwd();
  const folder = dirname(fixture('sqrt-sum.mjs'));
  process.chdir(dirname(folder));
  const play = async (pool, stage) => {
    const outcome = follow(() => pool.execute({ iterations: input.iterations }));
    await stage.quiet();
    return outcome.seen;
  };
  try {
    return await onStage(() => new WorkerPool(`${basename(folder)}/sqrt-sum.mjs`, 1), play);
  } finally {
    process.chdir(before);
  }
}

/** What the worker of the specification makes of several data. */
export function sums({ WorkerPool }, { input, fixture }) {
  const play = async (pool, stage) => {
    const outcomes = input.data.map((data) => follow(() => pool.execute(data)));
    await stage.quiet();
    return outcomes.map(({ seen }) => seen);
  };
  return onStage(() => new WorkerPool(fixture('sqrt-sum.mjs'), input.size), play);
}

/** A task that the worker answers with nothing; where that leaves it unsettled, with a value. Then another one. */
export function answer_of_nothing({ WorkerPool }, { input, fixture }) {
  const { nothing, value } = input;
  const play = async (pool, stage) => {
    const first = follow(() => pool.execute({ task: 0, does: ['post', nothing] }));
    await stage.quiet();
    if (first.seen === 'pending') stage.direct(['post', { data: value }]);
    await stage.quiet();
    const second = follow(() => pool.execute({ task: 1, does: ['post', { data: value }] }));
    await stage.quiet();
    return { first: first.seen, second: second.seen, stats: statsOf(pool) };
  };
  return onStage(() => new WorkerPool(fixture('puppet.mjs'), 1), play);
}

/** What still holds the process once a pool is destroyed that has served this many tasks. */
export async function left_behind({ WorkerPool }, { input, fixture }) {
  const before = process.getActiveResourcesInfo();
  const stage = watchWorkers();
  const pool = new WorkerPool(fixture('puppet.mjs'), input.size);
  for (let task = 0; task < input.tasks; task += 1)
    follow(() => pool.execute({ task, does: ['post', { data: task }] }));
  if (input.tasks > 0) await stage.quiet();
  follow(() => pool.destroy());
  await stage.quiet();
  stage.close();
  await turns();
  return { before, after: process.getActiveResourcesInfo(), started: stage.started(), living: stage.living() };
}

/** A pool whose workers all fail while they start: `tasks` at once, and one `later`, when all is quiet. */
export function failing_workers({ WorkerPool }, { input, fixture }) {
  const { file, size, tasks, later, most } = input;
  const play = async (pool, stage) => {
    const outcomes = Array.from({ length: tasks }, (_, task) => follow(() => pool.execute({ task })));
    await settled(outcomes, stage);
    const started = stage.started();
    if (!later) return { started, outcomes: outcomes.map(({ seen }) => seen) };
    outcomes.push(follow(() => pool.execute({ task: tasks })));
    await settled(outcomes, stage);
    return { started: stage.started(), outcomes: outcomes.map(({ seen }) => seen) };
  };
  return onStage(() => new WorkerPool(fixture(file), size), play, { most });
}

/** Waits for what happens by itself, and then for a pool that takes its time to start workers again. */
async function settled(outcomes, stage) {
  await stage.quiet();
  if (!stage.isFull()) await Promise.all(outcomes.map((outcome) => outcome.settled));
  await turns();
}

/** For each size, what the constructor threw, and how many workers were started. */
export async function pools_of_sizes({ WorkerPool }, { input, fixture }) {
  const seen = [];
  for (const size of input) {
    const stage = watchWorkers();
    let pool;
    let threw = 'nothing';
    try {
      pool = new WorkerPool(fixture('puppet.mjs'), ...size);
    } catch (error) {
      threw = error instanceof RangeError ? 'a RangeError' : 'something else';
    }
    await stage.quiet();
    seen.push({ size, threw, started: stage.started() });
    follow(() => pool?.destroy());
    await stage.quiet();
    stage.close();
  }
  return seen;
}

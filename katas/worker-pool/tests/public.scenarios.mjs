// What the public tests do with your class. The workers are in fixtures/: sqrt-sum.mjs adds square roots up,
// puppet.mjs does what its task says (post a message, throw, exit).

/** What becomes of a promise, as plain data. */
const outcomeOf = (promise) =>
  promise.then(
    (value) => ({ value }),
    (error) => ({ error: error.message }),
  );

/** Lets `body(pool)` act, and destroys the pool afterwards. */
async function withPool(WorkerPool, path, size, body) {
  const pool = new WorkerPool(path, size);
  try {
    return await body(pool);
  } finally {
    await pool.destroy();
  }
}

const statsOf = ({ stats: { total, busy, available, queued } }) => ({ total, busy, available, queued });

export function stats_of_a_new_pool({ WorkerPool }, { fixture, input }) {
  return withPool(WorkerPool, fixture('sqrt-sum.mjs'), input, async (pool) => {
    await pool.execute({ iterations: 1 });
    return statsOf(pool);
  });
}

/** Posts all the data at once to the worker that sums. */
export function sums({ WorkerPool }, { fixture, input }) {
  return withPool(WorkerPool, fixture('sqrt-sum.mjs'), input.size, (pool) =>
    Promise.all(input.data.map((data) => outcomeOf(pool.execute(data)))),
  );
}

/** Lets a puppet answer each of the tasks with a message, or throw, or exit, one task after the other. */
export function one_by_one({ WorkerPool }, { fixture, input }) {
  return withPool(WorkerPool, fixture('puppet.mjs'), 1, async (pool) => {
    const outcomes = [];
    for (const does of input) outcomes.push(await outcomeOf(pool.execute({ task: outcomes.length, does })));
    return outcomes;
  });
}

export async function execute_after_destroy({ WorkerPool }, { fixture }) {
  const pool = new WorkerPool(fixture('sqrt-sum.mjs'), 1);
  await pool.destroy();
  return { outcome: await outcomeOf(pool.execute({ iterations: 1 })), stats: statsOf(pool) };
}

export async function destroy_with_tasks_that_wait({ WorkerPool }, { fixture }) {
  const pool = new WorkerPool(fixture('puppet.mjs'), 1);
  outcomeOf(pool.execute({ task: 'never finishes' }));
  const waits = outcomeOf(pool.execute({ task: 'waits' }));
  await pool.destroy();
  return waits;
}

export function size_of_nothing({ WorkerPool }, { fixture }) {
  try {
    new WorkerPool(fixture('sqrt-sum.mjs'), 0);
  } catch (error) {
    return error.name;
  }
  return 'no error';
}

// What the public tests do with your queue. Time stands still unless a scenario says `clock.tick(ms)`;
// `calls.note(...)` writes something down, and `calls.list()` is what was written down so far.

const works = async () => 'fine';
const breaks = async () => {
  throw new Error('connection refused');
};
const hangs = () => new Promise(() => {});

/** What comes of a task: the value, or the error's message. */
const outcomeOf = (promise) =>
  promise.then(
    (value) => value,
    (error) => error.message,
  );

/** A function that writes down its name and when it is called, and takes so many milliseconds. */
const request =
  (calls, clock, name, ms = 0) =>
  () => {
    calls.note(clock.now(), name);
    return new Promise((resolve) => setTimeout(resolve, ms));
  };

export function new_queue({ PriorityRequestQueue }) {
  return new PriorityRequestQueue().stats;
}

export async function outcomes({ PriorityRequestQueue }) {
  const queue = new PriorityRequestQueue({ maxRetries: 1 });
  return [await outcomeOf(queue.add(works)), await outcomeOf(queue.add(breaks))];
}

export function task_in_a_free_slot({ PriorityRequestQueue }, { calls, clock }) {
  new PriorityRequestQueue().add(request(calls, clock, 'first'));
  return calls.list();
}

/** Tasks of these levels, added one after the other to a queue with these options, that take 100 ms each. */
export async function starts({ PriorityRequestQueue }, { input, calls, clock }) {
  const queue = new PriorityRequestQueue(input.options);
  for (const priority of input.levels) queue.add(request(calls, clock, priority, 100), { priority });
  await clock.tick(10_000);
  return calls.list();
}

export async function task_that_fails({ PriorityRequestQueue }, { input, calls, clock }) {
  const queue = new PriorityRequestQueue();
  for (const event of ['retry', 'failed']) queue.on(event, calls.spy(event));
  const outcome = outcomeOf(queue.add(breaks, input));
  await clock.tick(100_000);
  return { outcome: await outcome, calls: calls.list() };
}

export async function task_that_hangs({ PriorityRequestQueue }, { clock }) {
  const queue = new PriorityRequestQueue({ timeout: 500, maxRetries: 1 });
  const outcome = outcomeOf(queue.add(hangs));
  await clock.tick(500);
  return outcome;
}

export async function pause_and_resume({ PriorityRequestQueue }, { calls, clock }) {
  const queue = new PriorityRequestQueue();
  queue.pause();
  queue.add(request(calls, clock, 'task'));
  await clock.tick(1000);
  queue.resume();
  await clock.settle();
  return calls.list();
}

export async function clear_a_level({ PriorityRequestQueue }, { input }) {
  const queue = new PriorityRequestQueue({ concurrency: 1 });
  queue.add(hangs);
  const cleared = outcomeOf(queue.add(works, { priority: 'low' }));
  queue.add(works, { priority: 'high' });
  return { count: queue.clear(input), outcome: await cleared, queued: queue.stats.queued };
}

/** What a signal is, before the timeout is over and then. */
export async function signal_over_time({ PriorityRequestQueue }, { clock }) {
  const queue = new PriorityRequestQueue({ timeout: 500, maxRetries: 1 });
  let signal = null;
  const outcome = outcomeOf(
    queue.add((context) => {
      signal = context.signal;
      return hangs();
    }),
  );
  const aborted = [signal.aborted];
  await clock.tick(500);
  await outcome;
  return [...aborted, signal.aborted];
}

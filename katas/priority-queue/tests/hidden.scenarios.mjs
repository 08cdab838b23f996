// Arrange and act; what is seen is judged elsewhere.

const EVENTS = ['queued', 'completed', 'retry', 'failed', 'paused', 'resumed'];

/** A payload at the time of its event, whatever becomes of it later. */
const copyOf = (payload) => (payload !== null && typeof payload === 'object' ? { ...payload } : payload);

function statsOf(queue) {
  const { running, queued, paused } = queue.stats;
  const { high, medium, low, total } = queued;
  return { running, queued: { high, medium, low, total }, paused };
}

const make = (PriorityRequestQueue, options) =>
  options ? new PriorityRequestQueue(options) : new PriorityRequestQueue();

/** What an exception is; asked here, because an instance of a subclass of RangeError loses its kind on the way out. */
const describe = (error) => ({ isRangeError: error instanceof RangeError, message: String(error?.message) });

/** Takes steps with a queue. `take(step)` resolves with what was seen since the step before: a `log`, in order, of
 * ['start', at, task, attempt], ['event', at, name, ...arguments] and ['settled', at, task, how, what, origin], where
 * `at` is the time since the beginning, and `origin` names the attempt, "task.attempt", that the very same value or
 * error was given to as its outcome; how many entries were in it when the step returned (`atOnce`); what the step
 * `returned`, if it is a number, and `threw`; and the stats, and the timers that hold the process, afterwards.
 *
 * A step is ['tick', ms], ['pause'], ['resume'], ['clear', ...level], ['add', task, options, plans],
 * ['settle', task, plan, attempt] for an attempt that is under way, or was, or ['together', ...steps] for several in
 * one go. Each attempt has a plan, the last for all that follow: { returns }, { throws }, { resolves } or { rejects },
 * each with a value, { adds: step } before it goes on, or {}: later, or never. */
function observe(queue, clock, throwing = []) {
  const began = clock.now();
  const settlers = new Map(); // by task, and there in the order of its attempts
  const origins = new Map();
  let log = [];
  const note = (kind, ...what) => log.push([kind, clock.now() - began, ...what]);

  for (const event of EVENTS) queue.on(event, (...args) => note('event', event, ...args.map(copyOf)));
  for (const event of throwing) {
    queue.on(event, () => {
      throw new Error(`a listener of ${event} threw`);
    });
  }

  function settle(task, plan, attempt = settlers.get(task)?.length) {
    const settler = settlers.get(task)?.[attempt - 1];
    for (const value of [plan.resolves, plan.rejects, plan.returns, plan.throws])
      origins.set(value, `${task}.${attempt}`);
    if ('resolves' in plan) settler?.resolve(plan.resolves);
    if ('rejects' in plan) settler?.reject(plan.rejects);
  }

  const steps = {
    tick: (ms) => clock.tick(ms),
    pause: () => queue.pause(),
    resume: () => queue.resume(),
    clear: (...level) => queue.clear(...level),
    settle,
    together(...many) {
      for (const [kind, ...rest] of many) steps[kind](...rest);
    },
    add(task, options, plans) {
      const attempts = [];
      settlers.set(task, attempts);
      const fn = () => {
        const { promise, ...settler } = Promise.withResolvers();
        attempts.push(settler);
        note('start', task, attempts.length);
        const plan = plans[Math.min(attempts.length, plans.length) - 1];
        if ('adds' in plan) steps.add(...plan.adds.slice(1));
        settle(task, plan);
        if ('throws' in plan) throw plan.throws;
        return 'returns' in plan ? plan.returns : promise;
      };
      const settled = (how) => (what) => note('settled', task, how, what, origins.get(what) ?? null);
      const promise = options ? queue.add(fn, { ...options }) : queue.add(fn);
      promise.then(settled('resolved'), settled('rejected'));
    },
  };

  async function take([kind, ...rest]) {
    const threw = [];
    let result;
    try {
      result = steps[kind](...rest);
    } catch (error) {
      threw.push(describe(error));
    }
    const atOnce = log.length;
    await result;
    await clock.settle();
    const holding = clock.waiting().filter(({ holds }) => holds).length;
    const returned = typeof result === 'number' ? result : null;
    const record = { log, atOnce, returned, threw, stats: statsOf(queue), holding };
    log = [];
    return record;
  }

  return { take };
}

export async function history({ PriorityRequestQueue }, { input, clock }) {
  const { take } = observe(make(PriorityRequestQueue, input.options), clock, input.throwing);
  const records = [];
  for (const step of input.steps) records.push(await take(step));
  return records;
}

/** Several of those, one after the other. */
export async function histories({ PriorityRequestQueue }, { input, clock }) {
  const all = [];
  for (const one of input) all.push(await history({ PriorityRequestQueue }, { input: one, clock }));
  return all;
}

/** Takes steps with several queues: [queue, step]. For each step, its record and the stats of all. */
export async function several_queues({ PriorityRequestQueue }, { input, clock }) {
  const queues = input.options.map((options) => make(PriorityRequestQueue, options));
  const observers = queues.map((queue) => observe(queue, clock));
  const records = [];
  for (const [which, step] of input.steps) {
    const { log } = await observers[which].take(step);
    records.push({ log, all: queues.map(statsOf) });
  }
  return records;
}

export function new_queue({ PriorityRequestQueue }, { input }) {
  return make(PriorityRequestQueue, input).stats;
}

/** Every stats of a history as it was, and as it looks at the end. */
export async function kept_stats({ PriorityRequestQueue }, { input, clock }) {
  const queue = make(PriorityRequestQueue, input.options);
  const { take } = observe(queue, clock);
  const kept = [];
  const copies = [];
  for (const step of input.steps) {
    await take(step);
    kept.push(queue.stats);
    copies.push(statsOf(queue));
  }
  return { kept, copies };
}

/** Listeners added by `on` and by `once`, and one that `off` takes away after the first of the rounds. */
export async function ways_to_listen({ PriorityRequestQueue }, { calls, input, clock }) {
  const queue = new PriorityRequestQueue();
  const leaves = calls.spy('leaves');
  queue.on('paused', calls.spy('on'));
  queue.once('paused', calls.spy('once'));
  queue.on('paused', leaves);
  for (let round = 0; round < input; round += 1) {
    queue.pause();
    queue.resume();
    await clock.settle();
    queue.off('paused', leaves);
  }
  return calls.list();
}

/** The values that `add` resolves with, for each of `values` and for an object, which must come out as itself. */
export async function values_of({ PriorityRequestQueue }, { input }) {
  const queue = new PriorityRequestQueue();
  const object = {};
  const functions = [...input.values, object].map((value) => (input.isAsync ? async () => value : () => value));
  const values = [];
  for (const fn of functions) {
    const value = await queue.add(fn);
    values.push(value === object ? 'the object' : value);
  }
  return values;
}

/** A task whose attempts note the signal they are handed: what it is, whether it is aborted at the start, when it is
 * aborted, and which attempt had the same one before. An attempt hangs, or ends after the milliseconds that its plan
 * names, or rejects as soon as it is aborted. The methods named in `meanwhile` are called once it has started. */
export async function signals({ PriorityRequestQueue }, { input, clock }) {
  const queue = make(PriorityRequestQueue, input.options);
  const given = [];
  const seen = { signals: [], aborts: [], abortedThen: [], outcome: null, retries: [] };
  queue.on('retry', ({ error }) => seen.retries.push(error));
  const fn = (context) => {
    const signal = context?.signal;
    const attempt = given.push(signal);
    const sameAs = given.indexOf(signal) + 1;
    const kind = signal instanceof AbortSignal ? 'AbortSignal' : typeof signal;
    seen.signals.push({ attempt, at: clock.now(), kind, aborted: signal?.aborted, sameAs });
    const { takes, rejectsOnAbort } = input.plans[attempt - 1];
    const { promise, resolve, reject } = Promise.withResolvers();
    signal?.addEventListener?.('abort', () => {
      seen.aborts.push({ attempt, at: clock.now() });
      if (rejectsOnAbort) reject(new Error(rejectsOnAbort));
    });
    if (takes !== undefined) setTimeout(input.fails ? reject : resolve, takes, new Error('ended by itself'));
    return promise;
  };
  const note = (how) => (what) => (seen.outcome = { how, at: clock.now(), message: what?.message });
  queue.add(fn, input.task).then(note('resolved'), note('rejected'));
  for (const method of input.meanwhile ?? []) queue[method]();
  for (const ms of input.ticks) {
    await clock.tick(ms);
    seen.abortedThen.push(given.map((signal) => signal?.aborted));
  }
  return seen;
}

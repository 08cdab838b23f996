// Arrange and act; what is seen is judged elsewhere.

const EVENTS = ['failure', 'stateChange', 'open', 'halfOpen', 'close'];

/** A payload at the time of its event, whatever becomes of it later. */
const copyOf = (payload) => (payload !== null && typeof payload === 'object' ? { ...payload } : payload);

function statusOf(breaker) {
  const { state, failureCount, successCount, lastFailureTime } = breaker.status;
  return { state, failureCount, successCount, lastFailureTime };
}

const make = (CircuitBreaker, options) => (options ? new CircuitBreaker(options) : new CircuitBreaker());

/** Takes steps with a breaker. `take(step)` resolves with all that was seen since the step before:
 * `events`, and the `times` at which they came; `called`, the calls whose function ran, with its arguments; `settled`, what callers got, with the
 * call that the very same value or error was given to as its outcome; and the status and timers afterwards.
 *
 * A step is ['tick', ms], ['forceOpen'], ['forceClose'], ['execute', call, plan], ['settle', call, plan], or
 * ['together', ...steps] for several in one go. A plan is { returns }, { throws }, { resolves } or { rejects }, each with a value, or {}: later, or never. */
function observe(breaker, clock, throwing = []) {
  const running = new Map();
  const origins = new Map();
  const nothing = () => ({ events: [], times: [], called: [], settled: [] });
  let seen = nothing();

  for (const event of EVENTS) {
    breaker.on(event, (...args) => {
      seen.events.push([event, ...args.map(copyOf)]);
      seen.times.push([event, clock.now()]);
    });
  }
  for (const event of throwing) {
    breaker.on(event, () => {
      throw new Error(`a listener of ${event} threw`);
    });
  }

  const remember = (call, plan) => {
    for (const value of Object.values(plan)) origins.set(value, call);
  };

  function settle(call, plan) {
    remember(call, plan);
    if ('resolves' in plan) running.get(call)?.resolve(plan.resolves);
    if ('rejects' in plan) running.get(call)?.reject(plan.rejects);
  }

  const steps = {
    tick: (ms) => clock.tick(ms),
    forceOpen: () => breaker.forceOpen(),
    forceClose: () => breaker.forceClose(),
    together(...many) {
      for (const [kind, ...rest] of many) steps[kind](...rest);
    },
    settle,
    execute(call, plan) {
      const fn = (...args) => {
        seen.called.push([call, ...args]);
        remember(call, plan);
        if ('throws' in plan) throw plan.throws;
        if ('returns' in plan) return plan.returns;
        const { promise, ...settlers } = Promise.withResolvers();
        running.set(call, settlers);
        settle(call, plan);
        return promise;
      };
      const note = (how) => (value) => seen.settled.push([call, how, value, origins.get(value) ?? null]);
      breaker.execute(fn).then(note('resolved'), note('rejected'));
    },
  };

  async function take([kind, ...rest]) {
    const threw = [];
    let under = null;
    try {
      under = steps[kind](...rest);
    } catch (error) {
      threw.push(error);
    }
    const atOnce = kind === 'tick' ? null : breaker.status.state; // nobody looks while time passes
    await under;
    await clock.settle();
    const record = {
      ...seen,
      ...statusOf(breaker),
      atOnce,
      threw,
      timers: clock.timers(),
      holding: clock.waiting().filter(({ holds }) => holds).length,
    };
    seen = nothing();
    return record;
  }

  return { take };
}

export async function history({ CircuitBreaker }, { input, clock }) {
  const { take } = observe(make(CircuitBreaker, input.options), clock, input.throwing);
  const records = [];
  for (const step of input.steps) records.push(await take(step));
  return records;
}

/** Several of those, one after the other, each with its time told as if it had been the first. */
export async function histories({ CircuitBreaker }, { input, clock }) {
  const all = [];
  for (const one of input) {
    const began = clock.now();
    const records = await history({ CircuitBreaker }, { input: one, clock });
    const since = (time) => (typeof time === 'number' ? time - began : time);
    all.push(records.map((record) => ({ ...record, lastFailureTime: since(record.lastFailureTime) })));
  }
  return all;
}

export function new_breaker({ CircuitBreaker }, { input }) {
  return { ...make(CircuitBreaker, input).status };
}

/** Keeps each status as it was given, and a copy made at once. */
export async function kept_statuses({ CircuitBreaker }, { input, clock }) {
  const breaker = new CircuitBreaker(input.options);
  const { take } = observe(breaker, clock);
  const kept = [breaker.status];
  const copies = [{ ...kept[0] }];
  for (const step of input.steps) {
    await take(step);
    kept.push(breaker.status);
    copies.push({ ...kept.at(-1) });
  }
  return { kept: kept.map((status) => ({ ...status })), copies };
}

/** Listeners added by `on` and by `once`, and one that `off` takes away after the first of the rounds;
 * in each round the breaker is forced open and closed. */
export async function ways_to_listen({ CircuitBreaker }, { calls, input, clock }) {
  const breaker = new CircuitBreaker();
  const leaves = calls.spy('leaves');
  breaker.on('open', calls.spy('on'));
  breaker.once('open', calls.spy('once'));
  breaker.on('open', leaves);
  for (let round = 0; round < input; round += 1) {
    breaker.forceOpen();
    breaker.forceClose();
    await clock.settle();
    breaker.off('open', leaves);
  }
  return calls.list();
}

const newRegistry = (CircuitBreakerRegistry, options) =>
  options ? new CircuitBreakerRegistry(options) : new CircuitBreakerRegistry();

const allOf = (registry) =>
  Object.fromEntries(Object.entries(registry.getAll()).map(([name, status]) => [name, { ...status }]));

/** Asks a registry for breakers, and takes steps with those that it gave: [name, step]. Each breaker
 * is told by the number of the first ask that gave it. */
export async function registry({ CircuitBreakerRegistry }, { input, clock }) {
  const { defaultOptions, asks, steps } = input;
  const registry = newRegistry(CircuitBreakerRegistry, defaultOptions);
  const before = allOf(registry);
  const given = asks.map(([name, ...options]) => registry.get(name, ...options));
  const observers = new Map(asks.map(([name], n) => [name, observe(given[n], clock)]));
  const records = [];
  for (const [name, step] of steps) {
    const record = await observers.get(name).take(step);
    records.push({ ...record, all: allOf(registry) });
  }
  return { before, which: given.map((breaker) => given.indexOf(breaker)), records, defaultOptions, asks };
}

/** What is written while a registry's breaker goes through its states. Looked for below the console's
 * methods, which a solution may have taken before the scenario began. */
export async function console_output({ CircuitBreaker, CircuitBreakerRegistry }, { input, clock }) {
  await clock.settle();
  const written = [];
  const restore = ['stdout', 'stderr'].map((name) => listenTo(process[name], (text) => written.push([name, text])));
  const states = [];
  try {
    const registry = new CircuitBreakerRegistry(input.options);
    for (const breaker of [registry.get(input.name), new CircuitBreaker(input.options)]) {
      const { take } = observe(breaker, clock);
      for (const step of input.steps) states.push((await take(step)).state);
    }
    registry.getAll();
  } finally {
    for (const undo of restore) undo();
  }
  return { written, states };
}

function listenTo(stream, heard) {
  const own = Object.getOwnPropertyDescriptor(stream, '_write');
  const write = stream._write;
  stream._write = function note(chunk, ...rest) {
    heard(String(chunk).slice(0, 200));
    return write.call(this, chunk, ...rest);
  };
  return () => {
    if (own) Object.defineProperty(stream, '_write', own);
    else delete stream._write;
  };
}

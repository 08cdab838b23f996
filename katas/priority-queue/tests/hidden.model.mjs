// The contract as a model, the steps that a queue is taken through, and histories of them.
import fc from 'fast-check';

export const LEVELS = ['high', 'medium', 'low'];
export const DEFAULTS = { concurrency: 5, timeout: 30_000, maxRetries: 3 };
export const repeat = (times, make) => Array.from({ length: times }, (_, n) => make(n));
export const backoff = (attempts) => 2 ** attempts * 1000;

// Steps. A task is known by its number.
let tasks = 0;
export const add = (options, ...plans) => ['add', (tasks += 1), options, plans];
export const works = (options) => add(options, { resolves: `fine ${tasks}` });
export const slow = (options) => add(options, {});
export const fails = (options) => add(options, { rejects: new Error(`no ${tasks}`) });
/** Fails at once, so many times, and then does what the last plan says. */
export const failsAtFirst = (times, options, then = { resolves: `at last ${tasks}` }) =>
  add(options, ...repeat(times, (n) => ({ rejects: new Error(`no ${n} of ${tasks}`) })), then);
export const resolved = ([, id], attempt) => ['settle', id, { resolves: `late ${id}.${attempt}` }, attempt];
export const rejected = ([, id], attempt) => ['settle', id, { rejects: new Error(`late ${id}.${attempt}`) }, attempt];
export const tick = (ms) => ['tick', ms];
export const together = (...steps) => ['together', ...steps];
export const [pause, resume] = [['pause'], ['resume']];
export const clear = (...level) => ['clear', ...level];

/** A timeout so long that nothing ever gets to its end. */
export const PATIENT = 100_000_000;

/** The contract. `touched` tells what a history has met that is not the core's: 'E1', and a 'tie' of two things that
 * are due in the same millisecond. */
export class Model {
  now = 0;
  paused = false;
  ready = []; // in the order in which tasks of the same level start
  resting = new Map(); // tasks in backoff, and when it ends
  running = new Map(); // tasks under way, and when their time is over
  touched = new Set();

  constructor(given) {
    this.options = { ...DEFAULTS, ...given };
  }

  take([kind, ...rest]) {
    this.log = [];
    const returned = this[kind](...rest) ?? null;
    return { log: this.log, returned, threw: [], stats: this.stats(), resting: this.resting.size };
  }

  note(kind, ...what) {
    this.log.push([kind, this.now, ...what]);
  }

  stats() {
    const queued = Object.fromEntries(LEVELS.map((level) => [level, this.waiting([level]).length]));
    queued.total = queued.high + queued.medium + queued.low;
    return { running: this.running.size, queued, paused: this.paused };
  }

  waiting(levels) {
    return [...this.ready, ...this.resting.keys()].filter(({ priority }) => levels.includes(priority));
  }

  together(...steps) {
    for (const [kind, ...rest] of steps) this[kind](...rest);
  }

  add(id, options, plans) {
    const { maxRetries: retries, timeout } = this.options;
    const task = { id, priority: 'medium', retries, timeout, ...options, plans, attempts: 0 };
    this.ready.push(task);
    this.note('event', 'queued', { priority: task.priority, queueLength: this.waiting([task.priority]).length });
    this.dispatch();
  }

  pause() {
    this.paused = true;
    this.note('event', 'paused');
  }

  resume() {
    this.paused = false;
    this.note('event', 'resumed');
    this.dispatch();
  }

  clear(...level) {
    const cleared = this.waiting(level.length ? level : LEVELS);
    for (const task of cleared) {
      if (this.resting.delete(task)) this.touched.add('E1');
      this.note('settled', task.id, 'rejected', new Error('Queue cleared'), null);
    }
    this.ready = this.ready.filter((task) => !cleared.includes(task));
    return cleared.length;
  }

  dispatch() {
    while (!this.paused && this.running.size < this.options.concurrency && this.ready.length) this.start();
  }

  start() {
    const [task] = LEVELS.flatMap((level) => this.ready.filter(({ priority }) => priority === level));
    this.ready = this.ready.filter((one) => one !== task);
    task.attempts += 1;
    this.schedule(this.running, task, this.now + task.timeout);
    this.note('start', task.id, task.attempts);
    const { adds, ...plan } = task.plans[Math.min(task.attempts, task.plans.length) - 1];
    if (adds) this.add(...adds.slice(1));
    if (Object.keys(plan).length) this.end(task, plan);
  }

  schedule(where, task, due) {
    if (due < PATIENT && this.dues().includes(due)) this.touched.add('tie');
    where.set(task, due);
  }

  dues() {
    return [...this.running.values(), ...this.resting.values()];
  }

  settle(id, plan, attempt) {
    const task = [...this.running.keys()].find((one) => one.id === id && one.attempts === (attempt ?? one.attempts));
    if (task) this.end(task, plan); // otherwise it is too late
    this.dispatch();
  }

  end(task, plan, isTimeout = false) {
    this.running.delete(task);
    const { id, attempts, retries } = task;
    const [value] = Object.values(plan);
    const origin = isTimeout ? null : `${id}.${attempts}`;
    if ('resolves' in plan || 'returns' in plan) {
      this.note('event', 'completed', { attempts });
      this.note('settled', id, 'resolved', value, origin);
    } else if (attempts < retries) {
      this.schedule(this.resting, task, this.now + backoff(attempts));
      this.note('event', 'retry', { attempts, delay: backoff(attempts), error: value?.message });
    } else {
      this.note('event', 'failed', { attempts, error: value?.message });
      this.note('settled', id, 'rejected', value, origin);
    }
  }

  nextDue() {
    return Math.min(Infinity, ...this.dues().filter((due) => due < PATIENT));
  }

  tick(ms) {
    const end = this.now + ms;
    while (this.nextDue() <= end) {
      this.now = this.nextDue();
      const isDue = ([, due]) => due === this.now;
      const [late] = [...this.running].find(isDue) ?? [];
      if (late) this.end(late, { rejects: new Error('Request timeout') }, true);
      else {
        const [rested] = [...this.resting].find(isDue);
        this.resting.delete(rested);
        this.ready.unshift(rested);
      }
      this.dispatch();
    }
    this.now = end;
  }
}

/** What the model makes of steps: a record for each. */
export function replay(given, steps) {
  const model = new Model(given);
  return steps.map((step) => model.take(step));
}

// Histories are drawn as wishes, and become steps that touch nothing beyond the core but what is allowed.
const wish = (kind, ...rest) => fc.tuple(fc.constant(kind), ...rest);
const any = fc.nat({ max: 1000 });
const level = fc.constantFrom(...LEVELS);
const task = fc.oneof(fc.constant(undefined), fc.record({ priority: level }), fc.record({ priority: level }));
const WISHES = {
  slow: { weight: 6, arbitrary: wish('slow', task) },
  works: { weight: 2, arbitrary: wish('works', task) },
  success: { weight: 5, arbitrary: wish('settle', any, fc.constant(true)) },
  failure: { weight: 5, arbitrary: wish('settle', any, fc.constant(false)) },
  wait: { weight: 2, arbitrary: wish('wait', fc.integer({ min: 1, max: 3000 })) },
  waitUntilDue: { weight: 4, arbitrary: wish('waitUntilDue', fc.constantFrom(-1, 0, 0)) },
  impatient: { weight: 4, arbitrary: wish('impatient', task, fc.integer({ min: 100, max: 6000 })) },
  late: { weight: 3, arbitrary: wish('late', any, fc.boolean()) },
  retries: { weight: 3, arbitrary: wish('retries', task, fc.integer({ min: 1, max: 4 })) },
  pause: { weight: 2, arbitrary: wish('pause') },
  resume: { weight: 3, arbitrary: wish('resume') },
  clear: { weight: 1, arbitrary: wish('clear', fc.option(level)) },
};
const GRANT = {
  slow: (_model, options) => [slow(options)],
  works: (_model, options) => [works(options)],
  impatient: (_model, options, timeout) => [slow({ ...options, timeout })],
  retries: (_model, options, retries) => [slow({ ...options, retries })],
  /** A failure has a millisecond of its own, or backoffs would often end together. */
  settle(model, which, isGood) {
    const ids = [...model.running.keys()].map(({ id }) => id);
    if (!ids.length || (!isGood && model.nextDue() <= model.now + 1)) return [];
    const one = ['add', ids[which % ids.length]];
    return isGood ? [resolved(one)] : [tick(1), rejected(one)];
  },
  /** The last attempt that is over, of a task that is not done. */
  late(model, which, isGood) {
    const over = model.waiting(LEVELS).map(({ id, attempts }) => [id, attempts]);
    for (const { id, attempts } of model.running.keys()) over.push([id, attempts - 1]);
    const past = over.filter(([, attempt]) => attempt > 0);
    if (!past.length) return [];
    const [id, attempt] = past[which % past.length];
    return [(isGood ? resolved : rejected)(['add', id], attempt)];
  },
  wait: (_model, ms) => [tick(ms)],
  waitUntilDue: (model, offset) => (model.nextDue() < Infinity ? [tick(model.nextDue() - model.now + offset)] : []),
  pause: () => [pause],
  resume: () => [resume],
  clear: (_model, only) => [only ? clear(only) : clear()],
};

/** The options, and the wishes as steps; one that would touch what is not allowed is left out. */
function grant(given, wishes, allowed) {
  let steps = [];
  let model = new Model(given);
  for (const [kind, ...rest] of wishes) {
    const granted = GRANT[kind](model, ...rest);
    const longer = [...steps, ...granted];
    const next = new Model(given);
    for (const step of longer) next.take(step);
    if (![...next.touched].every((one) => allowed.includes(one))) continue;
    [steps, model] = [longer, next];
  }
  return { given, steps };
}

/** Histories of wishes of some kinds, which touch no more than `allowed`: `{ given, steps }`. */
export const historyOf = (kinds, { allowed = [], maxRetries = fc.integer({ min: 1, max: 4 }) } = {}) =>
  fc
    .tuple(
      fc.record({ concurrency: fc.integer({ min: 1, max: 3 }), timeout: fc.constant(PATIENT), maxRetries }),
      fc.array(fc.oneof(...kinds.map((kind) => WISHES[kind])), { minLength: 1, maxLength: 24, size: 'max' }),
    )
    .map(([given, wishes]) => grant(given, wishes, allowed));

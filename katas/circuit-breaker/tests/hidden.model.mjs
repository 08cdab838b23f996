// The contract as a model, the steps that a breaker is taken through, and histories of them.
import fc from 'fast-check';

export const START = Date.UTC(2030, 0, 1); // when every act begins
export const EVENTS = { CLOSED: 'close', OPEN: 'open', HALF_OPEN: 'halfOpen' };

export const newError = (message, fields) => Object.assign(new Error(message), fields);
export const repeat = (times, make) => Array.from({ length: times }, (_, n) => make(n));

// Steps. A call is known by its number.
let calls = 0;
export const call = (plan) => ['execute', (calls += 1), plan];
export const success = () => call({ resolves: `fine ${calls}` });
export const failure = () => call({ rejects: new Error(`no ${calls}`) });
export const slow = () => call({});
export const resolved = ([, id]) => ['settle', id, { resolves: `late ${id}` }];
export const rejected = ([, id]) => ['settle', id, { rejects: new Error(`late ${id}`) }];
export const tick = (ms) => ['tick', ms];
export const successes = (times) => repeat(times, success);
export const failures = (times) => repeat(times, failure);

/** Steps that lead a new breaker into a state. */
export const into = {
  CLOSED: () => [],
  OPEN: ({ failureThreshold }) => failures(failureThreshold),
  HALF_OPEN: (given) => [...into.OPEN(given), tick(given.resetTimeout)],
};
export const recovery = (given) => [tick(given.resetTimeout), ...successes(given.successThreshold)];

/** The contract. `touched` tells which promises beyond the core a history has met. */
export class Model {
  state = 'CLOSED';
  failureCount = 0;
  successCount = 0;
  lastFailureTime = null;
  now = START;
  period = 0;
  halfOpenAt = Infinity;
  running = new Map();
  touched = new Set();

  constructor(given) {
    this.options = given;
  }

  /** Another one that has come as far, to try a step with. */
  fork() {
    const copies = { running: new Map(this.running), touched: new Set(this.touched) };
    return Object.assign(new Model(this.options), this, copies);
  }

  take([kind, ...rest]) {
    Object.assign(this, { events: [], called: [], settled: [] });
    this[kind](...rest);
    const { events, called, settled } = this;
    return { ...this.status(), events, called, settled };
  }

  status() {
    const { state, failureCount, successCount, lastFailureTime } = this;
    return { state, failureCount, successCount, lastFailureTime };
  }

  together(...steps) {
    for (const [kind, ...rest] of steps) this[kind](...rest);
  }

  execute(id, plan) {
    const refusal = newError('Circuit breaker is OPEN', { code: 'CIRCUIT_OPEN' });
    if (this.refuses()) return this.settled.push([id, 'rejected', refusal, null]);
    this.called.push([id]);
    const isTrial = this.state === 'HALF_OPEN';
    this.running.set(id, { isTrial, period: this.period, due: this.now + this.options.timeout });
    if (Object.keys(plan).length) this.settle(id, plan);
  }

  refuses() {
    if (this.state !== 'HALF_OPEN') return this.state === 'OPEN';
    if ([...this.running.values()].some(({ isTrial }) => isTrial)) this.touched.add('E5');
    return this.inThisPeriod().length >= this.options.successThreshold;
  }

  inThisPeriod() {
    return [...this.running.values()].filter(({ period }) => period === this.period);
  }

  settle(id, plan) {
    const isGood = 'resolves' in plan || 'returns' in plan;
    this.end(id, isGood, [id, isGood ? 'resolved' : 'rejected', Object.values(plan)[0], id]);
  }

  end(id, isGood, outcome) {
    const { period } = this.running.get(id) ?? {};
    if (!this.running.delete(id)) return; // it took too long, or never ran
    this.settled.push(outcome);
    if (period !== this.period) this.touched.add(this.state === 'OPEN' ? 'E12' : 'E6');
    else if (isGood) this.succeed();
    else this.fail(outcome[2]?.message);
  }

  succeed() {
    if (this.state === 'CLOSED') this.failureCount = 0;
    else if ((this.successCount += 1) === this.options.successThreshold) this.enter('CLOSED');
  }

  fail(message) {
    this.failureCount += 1;
    this.lastFailureTime = this.now;
    this.events.push(['failure', { error: message, failureCount: this.failureCount }]);
    if (this.state === 'HALF_OPEN' || this.failureCount >= this.options.failureThreshold) this.enter('OPEN');
  }

  enter(to) {
    if (this.state === to) return;
    if (this.inThisPeriod().length) this.touched.add('left over');
    this.events.push(['stateChange', { to }], [EVENTS[to]]);
    Object.assign(this, { state: to, successCount: 0, period: this.period + 1 });
    this.halfOpenAt = to === 'OPEN' ? this.now + this.options.resetTimeout : Infinity;
    if (to === 'CLOSED') this.failureCount = 0;
  }

  forceOpen() {
    if (this.state !== 'OPEN' && this.lastFailureTime !== this.now) this.touched.add('E2');
    this.enter('OPEN');
  }

  forceClose() {
    if (this.state === 'OPEN') this.touched.add('E3');
    this.enter('CLOSED');
  }

  nextDue() {
    return Math.min(this.halfOpenAt, ...[...this.running.values()].map(({ due }) => due));
  }

  tick(ms) {
    const end = this.now + ms;
    while (this.nextDue() <= end) {
      this.now = this.nextDue();
      const late = [...this.running].find(([, { due }]) => due === this.now);
      const timeout = new Error('Circuit breaker timeout');
      if (late) this.end(late[0], false, [late[0], 'rejected', timeout, null]);
      else this.enter('HALF_OPEN');
    }
    this.now = end;
  }
}

// Histories are drawn as wishes, and become steps that touch nothing beyond the core but what is allowed.
const wish = (kind, ...rest) => fc.tuple(fc.constant(kind), ...rest);
const any = fc.nat({ max: 1000 });
const WISHES = [
  { weight: 4, arbitrary: wish('success') },
  { weight: 7, arbitrary: wish('failure') },
  { weight: 4, arbitrary: wish('slow') },
  { weight: 7, arbitrary: wish('settle', any, fc.boolean()) },
  { weight: 3, arbitrary: wish('wait', fc.integer({ min: 1, max: 60 })) },
  { weight: 4, arbitrary: wish('waitUntilDue', fc.constantFrom(-1, 0, 0)) },
];
const FORCES = [
  { weight: 2, arbitrary: wish('failAndForceOpen') },
  { weight: 2, arbitrary: wish('forceOpen') },
  { weight: 2, arbitrary: wish('forceClose') },
];
const GRANT = {
  success: () => [success()],
  failure: () => [failure()],
  slow: () => [slow()],
  settle({ running }, which, isGood) {
    const ids = [...running.keys()];
    return ids.length ? [(isGood ? resolved : rejected)(['execute', ids[which % ids.length]])] : [];
  },
  wait: (_model, ms) => [tick(ms)],
  waitUntilDue: (model, offset) => (model.nextDue() < Infinity ? [tick(model.nextDue() - model.now + offset)] : []),
  failAndForceOpen: () => [failure(), ['forceOpen']],
  forceOpen: () => [['forceOpen']],
  forceClose: () => [['forceClose']],
};

/** What the model makes of steps: a record for each. */
export function replay(given, steps) {
  const model = new Model(given);
  return steps.map((step) => model.take(step));
}

/** The options, and the wishes as steps; one that would touch what is not allowed is left out. */
function grant(given, wishes, allowed) {
  const steps = [];
  let model = new Model(given);
  for (const [kind, ...rest] of wishes) {
    const granted = GRANT[kind](model, ...rest);
    const next = model.fork();
    for (const step of granted) next.take(step);
    if (![...next.touched].every((one) => allowed.includes(one))) continue;
    steps.push(...granted);
    model = next;
  }
  return { given, steps };
}

const small = (max) => fc.integer({ min: 1, max });
/** Histories that touch no more than `allowed`: `{ given, steps }`. */
export const historyWith = (allowed, { wishes = WISHES, timeout = fc.integer({ min: 20, max: 200 }) } = {}) =>
  fc
    .tuple(
      fc.record({
        failureThreshold: small(3),
        successThreshold: small(3),
        timeout,
        resetTimeout: fc.integer({ min: 20, max: 200 }),
      }),
      fc.array(fc.oneof(...wishes), { minLength: 1, maxLength: 40, size: 'max' }),
    )
    .map(([given, wishes]) => grant(given, wishes, allowed));
export const patient = fc.constant(100_000);
export const withForces = { wishes: [...WISHES, ...FORCES] };

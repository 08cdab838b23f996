// A model of jobs: what there is to see of them, step by step; and histories to hold against it.
import fc from 'fast-check';
import { nextMatch, someTime } from './hidden.cron.mjs';

/** What there is to see of jobs that never wait for a slot, by name, since all jobs are independent. */
export class Model {
  jobs = new Map();
  touched = new Set(); // which promises beyond the core a history has met

  constructor(now) {
    this.now = now;
  }

  fork() {
    const copy = new Model(this.now);
    for (const [name, job] of this.jobs) copy.jobs.set(name, { ...job });
    copy.touched = new Set(this.touched);
    return copy;
  }

  take([kind, ...rest]) {
    Object.assign(this, { runs: [], events: [] });
    this[kind](...rest);
    const { runs, events } = this;
    return { runs, events, status: this.status() };
  }

  status() {
    const date = (time) => (time === null ? null : new Date(time));
    return Object.fromEntries(
      Array.from(this.jobs, ([name, { enabled, nextRun, lastRun, runCount, endsAt }]) => [
        name,
        { enabled, nextRun: date(nextRun), lastRun: date(lastRun), runCount, running: endsAt !== null },
      ]),
    );
  }

  schedule(name, config, plan = {}, label = name) {
    if (this.jobs.get(name)?.endsAt) this.touched.add('E2');
    this.remove(name);
    const job = { config, plan, label, enabled: true, nextRun: null, lastRun: null, runCount: 0, endsAt: null };
    this.jobs.set(name, job);
    this.plan(job);
    this.events.push(['scheduled', { name, nextRun: new Date(job.nextRun) }]);
  }

  plan(job) {
    const { config } = job;
    if (!job.enabled || job.endsAt) return;
    job.nextRun = typeof config === 'string' ? nextMatch(config, this.now) : this.now + (config.interval ?? config);
  }

  cancel(name) {
    if (this.jobs.get(name)?.endsAt) this.touched.add('E1');
    if (!this.jobs.has(name)) this.touched.add('E26');
    this.remove(name);
  }

  remove(name) {
    if (this.jobs.delete(name)) this.events.push(['cancelled', { name }]);
  }

  pause(name) {
    const job = this.jobs.get(name);
    if (job?.endsAt) this.touched.add('E4');
    if (job) Object.assign(job, { enabled: false, nextRun: null });
  }

  resume(name) {
    const job = this.jobs.get(name);
    if (job?.enabled) this.touched.add('E3');
    if (!job || job.enabled) return;
    job.enabled = true;
    this.plan(job);
  }

  setTime(time) {
    this.now = time;
  }

  /** The job that does something next, and when: [job's entry, time]; nothing but that happens before. */
  next() {
    const times = Array.from(this.jobs, (entry) => [entry, entry[1].endsAt ?? entry[1].nextRun ?? Infinity]);
    return times.reduce((least, one) => (one[1] < least[1] ? one : least), [null, Infinity]);
  }

  tick(ms) {
    const end = this.now + ms;
    for (let [entry, time] = this.next(); time <= end; [entry, time] = this.next()) {
      this.now = time;
      if (entry[1].endsAt === null) this.start(...entry);
      else this.end(...entry);
    }
    this.now = end;
  }

  pass(ms) {
    this.tick(ms);
  }

  start(name, job) {
    const runCount = job.runCount + 1;
    const endsAt = this.now + (job.plan.throws ? 0 : (job.plan.takes ?? 0));
    Object.assign(job, { runCount, lastRun: this.now, nextRun: null, endsAt });
    this.runs.push([this.now, job.label]);
    this.events.push(['jobStart', { name, runCount }]);
  }

  end(name, job) {
    const error = (job.plan.throws ?? job.plan.rejects)?.message;
    this.events.push(error ? ['jobError', { name, error }] : ['jobComplete', { name, runCount: job.runCount }]);
    job.endsAt = null;
    this.plan(job);
  }
}

/** What the model makes of steps: a record for each. */
export function replay(from, steps) {
  const model = new Model(from);
  return steps.map((step) => model.take(step));
}

// Histories are drawn as wishes, and become steps that touch nothing beyond the core but what is allowed.
const wish = (kind, ...rest) => fc.tuple(fc.constant(kind), ...rest);
const name = fc.constantFrom('a', 'b', 'c');
const wellPlan = fc.oneof(fc.constant({}), fc.record({ takes: fc.integer({ min: 1, max: 3000 }) }));
const failingPlan = fc.constantFrom(
  { takes: 500, rejects: new Error('it was in vain') },
  { throws: new Error('it is not even tried') },
);
const wishes = (plan) =>
  fc.oneof(
    { weight: 3, arbitrary: wish('schedule', name, fc.integer({ min: 800, max: 5000 }), plan) },
    { weight: 1, arbitrary: wish('cancel', name) },
    { weight: 3, arbitrary: wish('pause', name) },
    { weight: 4, arbitrary: wish('resume', name) },
    { weight: 3, arbitrary: wish('wait', fc.integer({ min: 1, max: 3000 })) },
    { weight: 5, arbitrary: wish('waitUntilNext', fc.constantFrom(-1, 0, 0, 1)) },
  );
const PLAIN = wishes(fc.oneof({ weight: 7, arbitrary: wellPlan }, { weight: 2, arbitrary: failingPlan }));
const WELL = wishes(wellPlan);

function grantOne(model, [kind, ...rest], n) {
  if (kind === 'schedule') return ['schedule', ...rest, `${rest[0]}${n}`];
  if (kind === 'wait') return ['tick', ...rest];
  if (kind !== 'waitUntilNext') return [kind, ...rest];
  const [, time] = model.next();
  return ['tick', time === Infinity ? 1000 : Math.max(time - model.now + rest[0], 0)];
}

const SIZE = { minLength: 5, maxLength: 24, size: 'max' };

/** Histories that touch no more than `allowed`: `{ from, steps }`. Handlers fail only where nothing is allowed. */
export const historyWith = (...allowed) =>
  fc.tuple(someTime, fc.array(allowed.length ? WELL : PLAIN, SIZE)).map(([from, wishes]) => {
    const steps = [];
    let model = new Model(from);
    for (const [n, one] of wishes.entries()) {
      const step = grantOne(model, one, n);
      const next = model.fork();
      next.take(step);
      if (![...next.touched].every((id) => allowed.includes(id))) continue;
      steps.push(step);
      model = next;
    }
    return { from, steps };
  });

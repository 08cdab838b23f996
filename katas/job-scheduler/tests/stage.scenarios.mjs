// How a scheduler is watched: the steps that can be taken with it, and what is seen after each.
import { readFileSync } from 'node:fs';

process.env.TZ = 'UTC';

const EVENTS = ['scheduled', 'jobStart', 'jobComplete', 'jobError', 'cancelled', 'loaded'];

/** The clock on the wall, which can be set. No timer notices: it goes off when its delay is over. */
export const setTime = (time) => Date.clock.setSystemTime(time);

/** Lets time pass faster than clock.tick does; not for schedulers that have a file. */
export const pass = (ms) => Date.clock.tickAsync(ms);

const copyOf = (payload) => (payload !== null && typeof payload === 'object' ? { ...payload } : payload);

export const statusOf = (scheduler) =>
  Object.fromEntries(Object.entries(scheduler.getStatus()).map(([name, status]) => [name, { ...status }]));

/** What the file says: as JSON; as text, if it is none; undefined if it is not there. */
export function contentOf(path) {
  let text;
  try {
    text = readFileSync(path, 'utf8');
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The work of a job: `plan` is how long it takes, and how it ends: { returns }, { throws } or { rejects }. */
const workOf = (plan) => {
  const { takes = 0 } = plan;
  const end = () => {
    if ('rejects' in plan) throw plan.rejects;
    return plan.returns;
  };
  return () => {
    if ('throws' in plan) throw plan.throws;
    if (takes) return new Promise((resolve) => setTimeout(resolve, takes)).then(end);
    return 'rejects' in plan ? Promise.reject(plan.rejects) : plan.returns;
  };
};

/** `take(step)` resolves with all that was seen since the step before: `runs`, [time, label] of each handler that was
 * called; `events`, [event, payload]; whether the method returned the scheduler (`chained`) or threw or rejected
 * (`threw`); and then the status, and the content of `file`.
 *
 * A step is a method of the scheduler with its arguments, where ['schedule', name, config, plan, label] makes the
 * handler itself; ['tick', ms]; ['pass', ms]; ['setTime', time]; ['turnBack', ms]; or ['together', ...steps]. */
export function watch(scheduler, clock, { throwing = [], file } = {}) {
  const nothing = () => ({ runs: [], events: [], chained: null, threw: null });
  let seen = nothing();
  for (const event of EVENTS) {
    scheduler.on(event, (...payload) => seen.events.push([event, ...payload.map(copyOf)]));
  }
  for (const event of throwing) {
    scheduler.on(event, () => {
      throw new Error(`a listener of ${event} threw`);
    });
  }

  function schedule(name, config, plan = {}, label = name) {
    const work = workOf(plan);
    return scheduler.schedule(name, config, () => {
      seen.runs.push([Date.now(), label]);
      return work();
    });
  }

  const steps = {
    schedule,
    tick: (ms) => clock.tick(ms),
    pass,
    setTime,
    turnBack: (ms) => setTime(Date.now() - ms),
    together(...many) {
      for (const [kind, ...rest] of many) act(kind, rest);
    },
  };
  const act = (kind, rest) => (steps[kind] ? steps[kind](...rest) : scheduler[kind](...rest));

  async function take([kind, ...rest]) {
    try {
      const returned = act(kind, rest);
      seen.chained = returned === scheduler;
      if (!seen.chained) await returned;
    } catch (error) {
      seen.threw = error;
    }
    await clock.settle();
    const record = { ...seen, status: statusOf(scheduler), file: file && contentOf(file) };
    seen = nothing();
    return record;
  }

  return { take };
}

export async function takeAll({ take }, steps) {
  const records = [];
  for (const step of steps) records.push(await take(step));
  return records;
}

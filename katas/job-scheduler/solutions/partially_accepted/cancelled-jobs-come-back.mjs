// fails: E1 E2
// The end of a run plans the next one, whatever became of the job meanwhile.
import { EventEmitter } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { inspect } from 'node:util';

const LONGEST_TIMER = 2 ** 31 - 1; // what setTimeout can wait, in milliseconds
const RETRY = 1000;
const SEARCHED_YEARS = 8; // from one 29 February to the next, over a year like 2100

const MINUTES = { min: 0, max: 59 };
const HOURS = { min: 0, max: 23 };
const DAYS = { min: 1, max: 31 };
const MONTHS = { min: 1, max: 12 };
const WEEKDAYS = { min: 0, max: 7, modulo: 7 };
const ITEM = /^(?:\*|(?<first>\d+)(?:-(?<last>\d+))?)(?:\/(?<step>\d+))?$/;

/** Runs jobs by interval or by cron expression. */
export class Scheduler extends EventEmitter {
  #maxConcurrent;
  #path;
  #jobs = new Map();
  #loaded = new Map(); // what the file tells of jobs that are not scheduled again yet
  #running = 0;
  #saved = Promise.resolve();

  constructor({ maxConcurrent = 10, persistPath } = {}) {
    super();
    this.#maxConcurrent = maxConcurrent;
    this.#path = persistPath;
  }

  async init() {
    if (!this.#path) return;
    const text = await readFile(this.#path, 'utf8').catch(nothingIfMissing);
    if (text === undefined) return;
    const data = JSON.parse(text);
    this.#loaded = new Map(Object.entries(data));
    this.emit('loaded', data);
  }

  schedule(name, config, handler) {
    const ready = configOf(config);
    this.cancel(name);
    const { enabled = true, runCount = 0, lastRun = null } = this.#loaded.get(name) ?? {};
    this.#loaded.delete(name);
    const job = { name, config: ready, handler, enabled, nextRun: null, runCount, running: false };
    job.lastRun = lastRun && new Date(lastRun);
    this.#jobs.set(name, job);
    this.#plan(job);
    this.emit('scheduled', { name, nextRun: job.nextRun });
    this.#save();
    return this;
  }

  cancel(name) {
    const job = this.#jobs.get(name);
    if (!job) return this;
    clearTimeout(job.timer);
    this.#jobs.delete(name);
    this.emit('cancelled', { name });
    this.#save();
    return this;
  }

  pause(name) {
    const job = this.#jobs.get(name);
    if (!job) return this;
    this.#stop(job);
    this.#save();
    return this;
  }

  resume(name) {
    const job = this.#jobs.get(name);
    if (!job || job.enabled) return this;
    job.enabled = true;
    this.#plan(job);
    this.#save();
    return this;
  }

  getStatus() {
    return this.#report(({ enabled, nextRun, lastRun, runCount, running }) => ({
      enabled,
      nextRun,
      lastRun,
      runCount,
      running,
    }));
  }

  #stop(job) {
    clearTimeout(job.timer);
    job.enabled = false;
    job.nextRun = null;
  }

  /** Finds out when a job is to run next; while it runs, that is for the end of the run. */
  #plan(job) {
    if (!job.enabled || job.running) return;
    job.nextRun = nextRun(job.config, Date.now());
    if (job.nextRun) this.#wait(job);
  }

  #wait(job) {
    const left = job.nextRun - Date.now(); // a timer may be too short, or early
    if (left <= 0 && this.#running < this.#maxConcurrent) {
      this.#run(job);
      return;
    }
    job.timer = setTimeout(() => this.#wait(job), left > 0 ? Math.min(left, LONGEST_TIMER) : RETRY);
  }

  async #run(job) {
    const { name, handler } = job;
    this.#running += 1;
    const runCount = job.runCount + 1;
    Object.assign(job, { running: true, nextRun: null, lastRun: new Date(), runCount });
    this.#tell('jobStart', { name, runCount });
    try {
      await handler();
      this.#tell('jobComplete', { name, runCount });
    } catch (error) {
      this.#tell('jobError', { name, error: error instanceof Error ? error.message : inspect(error) });
    }
    this.#running -= 1;
    job.running = false;
    this.#plan(job);
    this.#save();
  }

  /** What a listener throws must not stop a job. */
  #tell(event, payload) {
    try {
      this.emit(event, payload);
    } catch {
      // it is the listener's own affair
    }
  }

  /** One write after the other, each of what is true by then. */
  #save() {
    if (!this.#path) return;
    this.#saved = this.#saved.then(() => writeFile(this.#path, this.#text())).catch(() => {});
  }

  #text() {
    const jobs = this.#report(({ config, nextRun, lastRun, runCount, enabled }) => ({
      config,
      nextRun,
      lastRun,
      runCount,
      enabled,
    }));
    return JSON.stringify({ ...Object.fromEntries(this.#loaded), ...jobs });
  }

  #report(describe) {
    return Object.fromEntries(Array.from(this.#jobs, ([name, job]) => [name, describe(job)]));
  }
}

function nothingIfMissing(error) {
  if (error.code !== 'ENOENT') throw error;
}

function configOf(config) {
  if (typeof config === 'string') return parseCron(config);
  const interval = config.interval ?? config;
  if (!Number.isFinite(interval) || interval <= 0) throw new RangeError('an interval is a positive number');
  return { type: 'interval', interval };
}

function parseCron(expression) {
  const fields = expression.trim().split(/\s+/);
  if (fields.length !== 5) fail();
  const [minute, hour, day, month, weekday] = fields;
  return {
    type: 'cron',
    expression,
    minutes: expand(minute, MINUTES),
    hours: expand(hour, HOURS),
    days: expand(day, DAYS),
    months: expand(month, MONTHS),
    weekdays: expand(weekday, WEEKDAYS),
  };
}

/** All values of a field, in order. */
function expand(field, { min, max, modulo = Infinity }) {
  const values = new Set();
  for (const item of field.split(',')) {
    const { groups } = ITEM.exec(item) ?? fail();
    const first = Number(groups.first ?? min);
    const last = Number(groups.last ?? (groups.first && !groups.step ? first : max));
    const step = Number(groups.step ?? 1);
    if (first < min || first > last || last > max || step === 0) fail();
    for (let value = first; value <= last; value += step) values.add(value % modulo);
  }
  return [...values].sort((a, b) => a - b);
}

function fail() {
  throw new Error('Invalid cron expression');
}

/** The first time after `now` at which a job is to run, or null if there is none. */
function nextRun(config, now) {
  if (config.type === 'interval') return new Date(now + config.interval);
  const { minutes, hours, days, months, weekdays } = config;
  const isEither = days.length < 31 && weekdays.length < 7;
  const date = new Date(now);
  date.setMinutes(date.getMinutes() + 1, 0, 0);
  const lastYear = date.getFullYear() + SEARCHED_YEARS;
  while (date.getFullYear() <= lastYear) {
    const [isDay, isWeekday] = [days.includes(date.getDate()), weekdays.includes(date.getDay())];
    if (!months.includes(date.getMonth() + 1)) {
      date.setMonth(date.getMonth() + 1, 1);
      date.setHours(0, 0);
    } else if (isEither ? !isDay && !isWeekday : !isDay || !isWeekday) {
      date.setDate(date.getDate() + 1);
      date.setHours(0, 0);
    } else if (!hours.includes(date.getHours())) {
      date.setHours(date.getHours() + 1, 0);
    } else if (!minutes.includes(date.getMinutes())) {
      date.setMinutes(date.getMinutes() + 1);
    } else {
      return date;
    }
  }
  return null;
}

'use strict';
// One timer for all jobs, set to whatever is due first; a run is an object of its own that knows whether its job is
// still the one of that name. Saves synchronously, beside the file, and puts the new one in its place.
const { EventEmitter } = require('node:events');
const fs = require('node:fs');
const { inherits } = require('node:util');

const DAY = 86_400_000;
const NEVER = Infinity;

function Scheduler({ maxConcurrent = 10, persistPath = null } = {}) {
  EventEmitter.call(this);
  const jobs = {};
  const active = new Set();
  let remembered = {};
  let alarm;

  const announce = (event, payload) => {
    try {
      this.emit(event, payload);
    } catch (ignored) {
      void ignored;
    }
  };

  const dateOf = (time) => (time === null || time === NEVER ? null : new Date(time));
  const isBusy = (job) => [...active].some((run) => run.job === job);

  function save() {
    if (!persistPath) return;
    const state = { ...remembered };
    for (const [name, { config, due, last, count, enabled }] of Object.entries(jobs)) {
      state[name] = { config, nextRun: dateOf(due), lastRun: dateOf(last), runCount: count, enabled };
    }
    try {
      fs.writeFileSync(`${persistPath}.new`, JSON.stringify(state, null, 2));
      fs.renameSync(`${persistPath}.new`, persistPath);
    } catch {
      // the next change is another chance
    }
  }

  /** Sets the alarm for what is due first; `due` is NEVER for what is paused, running or impossible. */
  function rewind() {
    clearTimeout(alarm);
    const first = Math.min(NEVER, ...Object.values(jobs).map((job) => job.tryAt));
    if (first === NEVER) return;
    const wait = Math.max(first - Date.now(), 0);
    alarm = setTimeout(ring, wait > DAY ? DAY : wait);
  }

  function ring() {
    const now = Date.now();
    for (const [name, job] of Object.entries(jobs)) {
      if (job.tryAt > now) continue;
      if (active.size < maxConcurrent) start(name, job);
      else job.tryAt += 1000;
    }
    rewind();
  }

  function appoint(job, due) {
    job.due = job.tryAt = due;
  }

  function start(name, job) {
    const run = { job };
    active.add(run);
    appoint(job, NEVER);
    job.last = Date.now();
    job.count += 1;
    const runCount = job.count;
    announce('jobStart', { name, runCount });
    const finish = (event, payload) => {
      announce(event, payload);
      active.delete(run);
      if (jobs[name] === job && job.enabled) appoint(job, job.next(Date.now()));
      rewind();
      save();
    };
    new Promise((resolve) => resolve(job.handler())).then(
      () => finish('jobComplete', { name, runCount }),
      (error) => finish('jobError', { name, error: error instanceof Error ? error.message : typeof error }),
    );
  }

  this.init = async () => {
    if (!persistPath || !fs.existsSync(persistPath)) return;
    remembered = JSON.parse(fs.readFileSync(persistPath, 'utf8'));
    this.emit('loaded', structuredClone(remembered));
  };

  this.schedule = (name, wanted, handler) => {
    const { config, next } = typeof wanted === 'string' ? cron(wanted) : interval(wanted);
    this.cancel(name);
    const { runCount: count = 0, lastRun = null, enabled = true } = remembered[name] || {};
    delete remembered[name];
    const last = lastRun === null ? null : Date.parse(lastRun);
    const job = { config, next, handler, enabled, count, last, due: NEVER, tryAt: NEVER };
    jobs[name] = job;
    if (enabled) appoint(job, next(Date.now()));
    rewind();
    save();
    this.emit('scheduled', { name, nextRun: dateOf(job.due) });
    return this;
  };

  this.cancel = (name) => {
    if (!(name in jobs)) return this;
    delete jobs[name];
    rewind();
    save();
    this.emit('cancelled', { name });
    return this;
  };

  this.pause = (name) => {
    if (!(name in jobs)) return this;
    jobs[name].enabled = false;
    appoint(jobs[name], NEVER);
    rewind();
    save();
    return this;
  };

  this.resume = (name) => {
    const job = jobs[name];
    if (!job || job.enabled) return this;
    job.enabled = true;
    if (!isBusy(job)) appoint(job, job.next(Date.now()));
    rewind();
    save();
    return this;
  };

  this.getStatus = () => {
    const status = {};
    for (const [name, job] of Object.entries(jobs)) {
      const { enabled, due, last, count } = job;
      status[name] = { enabled, nextRun: dateOf(due), lastRun: dateOf(last), runCount: count, running: isBusy(job) };
    }
    return status;
  };
}

inherits(Scheduler, EventEmitter);

function interval(wanted) {
  const ms = typeof wanted === 'number' ? wanted : wanted.interval;
  if (!(ms > 0 && ms < Infinity)) throw new TypeError(`no interval: ${ms}`);
  return { config: { type: 'interval', interval: ms }, next: (now) => now + ms };
}

function cron(expression) {
  const fields = expression.match(/[^ \t]+/g) || [];
  if (fields.length !== 5) throw new Error('Invalid cron expression');
  const [minutes, hours, days, months, sevens] = [
    [0, 59],
    [0, 23],
    [1, 31],
    [1, 12],
    [0, 7],
  ].map((range, n) => numbers(fields[n], ...range));
  const weekdays = [0, 1, 2, 3, 4, 5, 6].filter((day) => sevens.includes(day) || (day === 0 && sevens.includes(7)));
  const times = hours.flatMap((hour) => minutes.map((minute) => (hour * 60 + minute) * 60_000));
  const isFree = { day: fields[2] === '*', weekday: fields[4] === '*' };

  const suits = (date) => {
    const day = days.includes(date.getUTCDate());
    const weekday = weekdays.includes(date.getUTCDay());
    if (!months.includes(date.getUTCMonth() + 1)) return false;
    return isFree.day || isFree.weekday ? day && weekday : day || weekday;
  };

  // The process' time zone is UTC, where every day has the same length.
  function next(now) {
    const midnight = now - (now % DAY);
    const later = times.find((time) => midnight + time > now);
    if (later !== undefined && suits(new Date(midnight))) return midnight + later;
    for (let day = midnight + DAY; day < midnight + 3000 * DAY; day += DAY) {
      if (suits(new Date(day))) return day + times[0];
    }
    return NEVER;
  }

  return { config: { type: 'cron', minutes, hours, days, months, weekdays, expression }, next };
}

function numbers(field, min, max) {
  const found = [];
  for (const item of field.split(',')) {
    const [range, by, ...rest] = item.split('/');
    const step = by === undefined ? 1 : digits(by);
    const ends = range === '*' ? [min, max] : range.split('-').map(digits);
    const [from, to = by === undefined ? from : max] = ends;
    if (rest.length || ends.length > 2 || step < 1 || from < min || to > max || from > to)
      throw new Error(`${item} is no item of a cron expression`);
    for (let value = min; value <= max; value += 1) {
      if (value >= from && value <= to && (value - from) % step === 0) found.push(value);
    }
  }
  return [...new Set(found)].sort((a, b) => a - b);
}

function digits(text) {
  if (!/^[0-9]+$/.test(text)) throw new Error(`${text} is no number`);
  return parseInt(text, 10);
}

module.exports = { Scheduler };

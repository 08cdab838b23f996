// fails: E1 E2 E3 E4 E5 E6 E7 E8 E9 E10 E11 E12 E13 E14 E15 E16 E17 E18 E19 E20 E21 E22 E23 E24 E25 E26
// What is plainly asked for: one timer a job, a look at the next 1440 minutes, and a file that is simply written.
import { EventEmitter } from 'node:events';
import { promises as fs } from 'node:fs';

export class Scheduler extends EventEmitter {
  constructor({ maxConcurrent = 10, persistPath } = {}) {
    super();
    this.maxConcurrent = maxConcurrent;
    this.persistPath = persistPath;
    this.jobs = new Map();
    this.timers = new Map();
    this.runningJobs = new Set();
  }

  async init() {
    if (!this.persistPath) return;
    let text;
    try {
      text = await fs.readFile(this.persistPath, 'utf8');
    } catch (error) {
      if (error.code === 'ENOENT') return;
      throw error;
    }
    this.emit('loaded', JSON.parse(text));
  }

  schedule(name, config, handler) {
    if (this.jobs.has(name)) this.cancel(name);
    const job = {
      name,
      config: this.parseConfig(config),
      handler,
      enabled: true,
      nextRun: null,
      lastRun: null,
      runCount: 0,
    };
    this.jobs.set(name, job);
    this.scheduleNext(job);
    this.emit('scheduled', { name, nextRun: job.nextRun });
    this.persist();
    return this;
  }

  cancel(name) {
    clearTimeout(this.timers.get(name));
    this.timers.delete(name);
    this.jobs.delete(name);
    this.emit('cancelled', { name });
    this.persist();
    return this;
  }

  pause(name) {
    const job = this.jobs.get(name);
    if (job) {
      job.enabled = false;
      job.nextRun = null;
      clearTimeout(this.timers.get(name));
    }
    return this;
  }

  resume(name) {
    const job = this.jobs.get(name);
    if (job) {
      job.enabled = true;
      this.scheduleNext(job);
    }
    return this;
  }

  getStatus() {
    const status = {};
    for (const [name, job] of this.jobs) {
      status[name] = {
        enabled: job.enabled,
        nextRun: job.nextRun,
        lastRun: job.lastRun,
        runCount: job.runCount,
        running: this.runningJobs.has(name),
      };
    }
    return status;
  }

  parseConfig(config) {
    if (typeof config === 'number') return { type: 'interval', interval: config };
    if (typeof config === 'string') return this.parseCron(config);
    return config;
  }

  parseCron(expression) {
    const parts = expression.split(' ');
    if (parts.length !== 5) throw new Error('Invalid cron expression');
    const [minute, hour, day, month, weekday] = parts;
    return {
      type: 'cron',
      minutes: this.parseField(minute, 0, 59),
      hours: this.parseField(hour, 0, 23),
      days: this.parseField(day, 1, 31),
      months: this.parseField(month, 1, 12),
      weekdays: this.parseField(weekday, 0, 6),
    };
  }

  parseField(field, min, max) {
    const all = Array.from({ length: max - min + 1 }, (_, i) => min + i);
    if (field === '*') return all;
    if (field.includes('/')) {
      const step = parseInt(field.split('/')[1]);
      return all.filter((value) => value % step === 0);
    }
    if (field.includes(',')) return [...new Set(field.split(',').map((n) => parseInt(n)))].sort((a, b) => a - b);
    if (field.includes('-')) {
      const [from, to] = field.split('-').map(Number);
      return all.filter((value) => value >= from && value <= to);
    }
    return [parseInt(field)];
  }

  nextCronRun({ minutes, hours, days, months, weekdays }) {
    const date = new Date();
    date.setSeconds(0, 0);
    for (let i = 0; i < 1440; i++) {
      date.setMinutes(date.getMinutes() + 1);
      if (
        minutes.includes(date.getMinutes()) &&
        hours.includes(date.getHours()) &&
        days.includes(date.getDate()) &&
        months.includes(date.getMonth() + 1) &&
        weekdays.includes(date.getDay())
      ) {
        return date;
      }
    }
    return null;
  }

  scheduleNext(job) {
    const { config } = job;
    if (!job.enabled) return;
    job.nextRun = config.type === 'cron' ? this.nextCronRun(config) : new Date(Date.now() + config.interval);
    if (!job.nextRun) return;
    const timer = setTimeout(() => this.execute(job), job.nextRun.getTime() - Date.now());
    this.timers.set(job.name, timer);
  }

  async execute(job) {
    if (this.runningJobs.size >= this.maxConcurrent) {
      setTimeout(() => this.execute(job), 1000);
      return;
    }
    const { name } = job;
    this.runningJobs.add(name);
    job.nextRun = null;
    job.lastRun = new Date();
    job.runCount++;
    this.emit('jobStart', { name, runCount: job.runCount });
    try {
      await job.handler();
      this.emit('jobComplete', { name, runCount: job.runCount });
    } catch (error) {
      this.emit('jobError', { name, error: error.message });
    } finally {
      this.runningJobs.delete(name);
      this.scheduleNext(job);
      this.persist();
    }
  }

  async persist() {
    if (!this.persistPath) return;
    const data = {};
    for (const [name, { config, nextRun, lastRun, runCount, enabled }] of this.jobs) {
      data[name] = { config, nextRun, lastRun, runCount, enabled };
    }
    await fs.writeFile(this.persistPath, JSON.stringify(data));
  }
}

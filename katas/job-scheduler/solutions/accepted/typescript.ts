// Each job is an async loop that sleeps, waits for a slot and runs, until somebody aborts it. The next match is found
// by trying one minute after the other, in strides. Writes are coalesced: while one is under way, the next one waits.
import EventEmitter from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

type IntervalConfig = { type: 'interval'; interval: number };
type CronConfig = {
  type: 'cron';
  minutes: number[];
  hours: number[];
  days: number[];
  months: number[];
  weekdays: number[];
  eitherDay: boolean;
};
type Entry = {
  config: IntervalConfig | CronConfig;
  nextRun: Date | null;
  lastRun: Date | null;
  runCount: number;
  enabled: boolean;
};
type Saved = Omit<Entry, 'nextRun' | 'lastRun'> & { nextRun: string | null; lastRun: string | null };
type Job = Entry & { name: string; handler: () => unknown; running: boolean; loop: AbortController | null };

enum Field {
  Minute,
  Hour,
  Day,
  Month,
  Weekday,
}
const RANGES: Record<Field, [number, number]> = {
  [Field.Minute]: [0, 59],
  [Field.Hour]: [0, 23],
  [Field.Day]: [1, 31],
  [Field.Month]: [1, 12],
  [Field.Weekday]: [0, 7],
};

class CronError extends Error {
  constructor(readonly why: string) {
    super(why);
    this.name = 'CronError';
  }
}

export class Scheduler extends EventEmitter {
  private readonly jobs = new Map<string, Job>();
  private left: Record<string, Saved> = {};
  private runs = 0;
  private saving = false;
  private dirty = false;

  constructor(private readonly options: { maxConcurrent?: number; persistPath?: string } = {}) {
    super();
  }

  async init(): Promise<void> {
    const { persistPath } = this.options;
    if (persistPath === undefined) return;
    let text: string;
    try {
      text = await readFile(persistPath, { encoding: 'utf8' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
      throw error;
    }
    this.left = JSON.parse(text);
    this.emit('loaded', JSON.parse(text));
  }

  schedule(name: string, wanted: number | string | IntervalConfig, handler: () => unknown): this {
    const config = toConfig(wanted);
    this.cancel(name);
    const known = this.left[name];
    delete this.left[name];
    const job: Job = {
      name,
      handler,
      config,
      nextRun: null,
      lastRun: known?.lastRun ? new Date(known.lastRun) : null,
      runCount: known?.runCount ?? 0,
      enabled: known?.enabled ?? true,
      running: false,
      loop: null,
    };
    this.jobs.set(name, job);
    if (job.enabled) this.begin(job);
    this.emit('scheduled', { name, nextRun: job.nextRun });
    this.save();
    return this;
  }

  cancel(name: string): this {
    const job = this.jobs.get(name);
    if (job) {
      this.halt(job);
      this.jobs.delete(name);
      this.emit('cancelled', { name });
      this.save();
    }
    return this;
  }

  pause(name: string): this {
    const job = this.jobs.get(name);
    if (job?.enabled) {
      this.halt(job);
      job.enabled = false;
      this.save();
    }
    return this;
  }

  resume(name: string): this {
    const job = this.jobs.get(name);
    if (job && !job.enabled) {
      job.enabled = true;
      if (!job.running) this.begin(job);
      this.save();
    }
    return this;
  }

  getStatus() {
    const all = [...this.jobs.values()].map(({ name, enabled, nextRun, lastRun, runCount, running }) => {
      return [name, { enabled, nextRun, lastRun, runCount, running }] as const;
    });
    return Object.fromEntries(all);
  }

  private halt(job: Job): void {
    job.loop?.abort();
    job.loop = null;
    job.nextRun = null;
  }

  private begin(job: Job): void {
    const loop = (job.loop = new AbortController());
    job.nextRun = next(job.config, new Date());
    if (job.nextRun) this.live(job, job.nextRun, loop.signal).catch(() => {}); // it was aborted
  }

  /** From now to the end of a run. */
  private async live(job: Job, due: Date, signal: AbortSignal): Promise<void> {
    for (;;) {
      const wait = due.getTime() - Date.now();
      if (wait <= 0) break;
      await sleep(Math.min(wait, 2_000_000_000), undefined, { signal });
      signal.throwIfAborted();
    }
    while (this.runs >= (this.options.maxConcurrent ?? 10)) {
      await sleep(1000, undefined, { signal });
      signal.throwIfAborted();
    }
    job.loop = null;
    await this.run(job);
    if (this.jobs.get(job.name) === job && job.enabled) this.begin(job);
    this.save();
  }

  private async run(job: Job): Promise<void> {
    const { name } = job;
    this.runs++;
    job.running = true;
    job.nextRun = null;
    job.lastRun = new Date();
    const runCount = ++job.runCount;
    this.tell('jobStart', { name, runCount });
    let outcome: [string, object];
    try {
      await job.handler();
      outcome = ['jobComplete', { name, runCount }];
    } catch (error) {
      outcome = ['jobError', { name, error: error instanceof Error ? error.message : 'it failed' }];
    }
    this.tell(...outcome);
    job.running = false;
    this.runs--;
  }

  private tell(event: string, payload: object): void {
    for (const listener of this.rawListeners(event)) {
      try {
        listener.call(this, payload);
      } catch {
        // the next one still wants to hear it
      }
    }
  }

  private save(): void {
    this.dirty = true;
    if (!this.saving) void this.write();
  }

  private async write(): Promise<void> {
    const { persistPath } = this.options;
    if (persistPath === undefined) return;
    this.saving = true;
    while (this.dirty) {
      this.dirty = false;
      const state: Record<string, Entry | Saved> = { ...this.left };
      for (const { name, config, nextRun, lastRun, runCount, enabled } of this.jobs.values())
        state[name] = { config, nextRun, lastRun, runCount, enabled };
      try {
        await using file = await open(persistPath, 'w');
        await file.writeFile(JSON.stringify(state));
      } catch {
        // the next change is another chance
      }
    }
    this.saving = false;
  }
}

function toConfig(wanted: number | string | IntervalConfig): Entry['config'] {
  if (typeof wanted === 'string') return parse(wanted);
  const interval = typeof wanted === 'number' ? wanted : wanted.interval;
  if (!Number.isFinite(interval) || interval <= 0) throw new RangeError(`${interval} is no interval`);
  return { type: 'interval', interval };
}

function parse(expression: string): CronConfig {
  const texts = expression.split(/\s/).filter((text) => text !== '');
  if (texts.length !== 5) throw new CronError('Invalid cron expression');
  const valuesOf = (field: Field) => {
    const values = new Set(texts[field].split(',').flatMap((item) => read(item, ...RANGES[field])));
    if (field === Field.Weekday && values.delete(7)) values.add(0);
    return [...values].sort((a, b) => a - b);
  };
  return {
    type: 'cron',
    minutes: valuesOf(Field.Minute),
    hours: valuesOf(Field.Hour),
    days: valuesOf(Field.Day),
    months: valuesOf(Field.Month),
    weekdays: valuesOf(Field.Weekday),
    eitherDay: texts[Field.Day] !== '*' && texts[Field.Weekday] !== '*',
  };
}

function read(item: string, min: number, max: number): number[] {
  const found = /^(\*|(\d+)(-(\d+))?)(\/(\d+))?$/.exec(item);
  if (!found) throw new CronError(`${item}?`);
  const [, , from, , to, , step] = found.map((text) => (text === undefined ? undefined : Number(text)));
  const start = from ?? min;
  const end = to ?? (from === undefined || step !== undefined ? max : from);
  if (start < min || end > max || start > end || step === 0) throw new CronError(`${item} is out of range`);
  const values: number[] = [];
  for (let value = start; value <= end; value += step ?? 1) values.push(value);
  return values;
}

function next(config: Entry['config'], now: Date): Date | null {
  if (config.type === 'interval') return new Date(now.getTime() + config.interval);
  const { minutes, hours, days, months, weekdays, eitherDay } = config;
  const year = now.getUTCFullYear();
  const time = new Date(now);
  time.setUTCSeconds(60, 0);
  while (time.getUTCFullYear() < year + 10) {
    const day = days.includes(time.getUTCDate());
    const weekday = weekdays.includes(time.getUTCDay());
    const suits = months.includes(time.getUTCMonth() + 1) && (eitherDay ? day || weekday : day && weekday);
    if (!suits) time.setUTCHours(24, 0);
    else if (!hours.includes(time.getUTCHours())) time.setUTCMinutes(60);
    else if (!minutes.includes(time.getUTCMinutes())) time.setUTCMinutes(time.getUTCMinutes() + 1);
    else return time;
  }
  return null;
}

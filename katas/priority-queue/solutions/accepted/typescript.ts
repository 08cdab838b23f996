// The queue is a table of jobs in one of three states; whoever changes it calls `pump`. The order is in numbers: a
// job that is tried again gets one below all others. Deadlines and backoffs are signals and sleeps.
import EventEmitter from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

type Priority = 'high' | 'medium' | 'low';
type Options = { concurrency: number; timeout: number; maxRetries: number };
type TaskOptions = { priority?: Priority; retries?: number; timeout?: number };
type Work<T> = (context: { signal: AbortSignal }) => T | Promise<T>;
type Stats = { running: number; queued: Record<Priority | 'total', number>; paused: boolean };

enum State {
  Ready,
  Running,
  Resting,
}

const WEIGHT: Readonly<Record<Priority, number>> = Object.freeze({ high: 2, medium: 1, low: 0 });

class Job {
  state = State.Ready;
  attempts = 0;
  readonly alarm = new AbortController();

  constructor(
    readonly work: Work<unknown>,
    readonly priority: Priority,
    readonly retries: number,
    readonly timeout: number,
    public turn: number,
    readonly outcome: PromiseWithResolvers<any>,
  ) {}

  get waits(): boolean {
    return this.state !== State.Running;
  }

  goesBefore(other: Job): boolean {
    const difference = WEIGHT[this.priority] - WEIGHT[other.priority];
    return difference === 0 ? this.turn < other.turn : difference > 0;
  }

  /** One attempt. The signal's own timer does not keep the process alive, and nobody needs to stop it. */
  attempt(): Promise<unknown> {
    this.attempts++;
    const signal = AbortSignal.timeout(this.timeout);
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    signal.addEventListener('abort', () => reject(new Error('Request timeout')));
    Promise.try(this.work, { signal }).then(resolve, reject);
    return promise;
  }
}

export class PriorityRequestQueue extends EventEmitter {
  private readonly options: Options;
  private readonly jobs = new Set<Job>();
  private turns = { first: 0, last: 0 };
  private isPaused = false;

  constructor(options: Partial<Options> = {}) {
    super();
    this.options = { concurrency: 5, timeout: 30_000, maxRetries: 3, ...options };
  }

  get stats(): Stats {
    const waiting = this.select((job) => job.waits);
    const count = (priority: Priority) => waiting.filter((job) => job.priority === priority).length;
    return {
      running: this.jobs.size - waiting.length,
      queued: { high: count('high'), medium: count('medium'), low: count('low'), total: waiting.length },
      paused: this.isPaused,
    };
  }

  add<T>(work: Work<T>, given: TaskOptions = {}): Promise<T> {
    const { priority = 'medium', retries = this.options.maxRetries, timeout = this.options.timeout } = given;
    this.check(priority);
    const job = new Job(work, priority, retries, timeout, ++this.turns.last, Promise.withResolvers<T>());
    this.jobs.add(job);
    this.tell('queued', { priority, queueLength: this.stats.queued[priority] });
    this.pump();
    return job.outcome.promise;
  }

  pause(): void {
    this.isPaused = true;
    this.tell('paused');
  }

  resume(): void {
    this.isPaused = false;
    this.tell('resumed');
    this.pump();
  }

  clear(level?: Priority): number {
    if (level !== undefined) this.check(level);
    const cleared = this.select((job) => job.waits && (level ?? job.priority) === job.priority);
    cleared.forEach((job) => {
      job.alarm.abort();
      this.leave(job, () => job.outcome.reject(new Error('Queue cleared')));
    });
    return cleared.length;
  }

  private check(priority: string): void {
    if (!Object.hasOwn(WEIGHT, priority)) throw new RangeError(`${priority}: high, medium or low is wanted`);
  }

  private select(isWanted: (job: Job) => boolean): Job[] {
    return [...this.jobs].filter(isWanted);
  }

  private pump(): void {
    if (this.isPaused || this.stats.running >= this.options.concurrency) return;
    const ready = this.select(({ state }) => state === State.Ready);
    if (ready.length === 0) return;
    const next = ready.reduce((best, job) => (job.goesBefore(best) ? job : best));
    next.state = State.Running;
    void this.run(next);
    this.pump();
  }

  private async run(job: Job): Promise<void> {
    try {
      const value = await job.attempt();
      this.leave(job, () => job.outcome.resolve(value));
      this.tell('completed', { attempts: job.attempts });
    } catch (reason) {
      this.fail(job, reason);
    }
    this.pump();
  }

  private fail(job: Job, reason: unknown): void {
    const { attempts } = job;
    const error = reason instanceof Error ? reason.message : `${typeof reason}`;
    if (attempts < job.retries) {
      const delay = 1000 << attempts;
      job.state = State.Resting;
      void this.rest(job, delay);
      this.tell('retry', { attempts, delay, error });
    } else {
      this.leave(job, () => job.outcome.reject(reason));
      this.tell('failed', { attempts, error });
    }
  }

  private async rest(job: Job, ms: number): Promise<void> {
    try {
      await sleep(ms, undefined, { signal: job.alarm.signal });
    } catch {
      return;
    }
    job.turn = --this.turns.first;
    job.state = State.Ready;
    this.pump();
  }

  private leave(job: Job, settle: () => void): void {
    this.jobs.delete(job);
    settle();
  }

  private tell(event: string, ...payload: unknown[]): void {
    for (const listener of this.rawListeners(event)) {
      try {
        listener.apply(this, payload);
      } catch {
        // the others still want to hear it
      }
    }
  }
}

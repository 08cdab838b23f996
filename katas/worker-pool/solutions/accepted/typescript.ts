import { AsyncResource } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import { isAbsolute, join } from 'node:path';
import { Worker } from 'node:worker_threads';

type Answer = { data?: unknown; error?: string } | null | undefined;
type Settle = (error: unknown, value?: unknown) => void;
type State = 'new' | 'idle' | 'busy';

/** What `execute` was asked; its callback runs in the async context of the call. */
class Task extends AsyncResource {
  constructor(
    readonly data: unknown,
    private readonly settle: Settle,
  ) {
    super('WorkerPoolTask');
  }

  done(error: unknown, value?: unknown): void {
    this.runInAsyncScope(this.settle, null, error, value);
    this.emitDestroy();
  }
}

class PooledWorker extends Worker {
  private task: Task | null = null;
  state: State = 'new';
  failure: Error | null = null;
  readonly ended: Promise<void>;

  constructor(file: string) {
    super(file);
    this.on('error', (error: Error) => (this.failure = error));
    this.ended = new Promise((resolve) => this.once('exit', () => resolve()));
  }

  run(task: Task): void {
    this.postMessage(task.data);
    this.task = task;
    this.state = 'busy';
  }

  /** Hands the task over to whoever is going to settle it. */
  release(): Task | null {
    const { task } = this;
    this.task = null;
    if (task) this.state = 'idle';
    return task;
  }
}

export class WorkerPool extends EventEmitter {
  private readonly file: string;
  private readonly workers: PooledWorker[] = [];
  private readonly tasks: Task[] = [];
  private closed = false;

  constructor(
    workerPath: string,
    private readonly poolSize: number,
  ) {
    super();
    if (!Number.isSafeInteger(poolSize) || poolSize <= 0) throw new RangeError(`cannot have ${poolSize} workers`);
    this.file = isAbsolute(workerPath) ? workerPath : join(process.cwd(), workerPath);
    this.on('free', () => this.assign());
    while (this.workers.length < poolSize) this.add();
  }

  get stats() {
    const busy = this.workers.filter(({ state }) => state === 'busy').length;
    return { total: this.workers.length, busy, available: this.workers.length - busy, queued: this.tasks.length };
  }

  execute(data: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const settle: Settle = (error, value) => (error ? reject(error) : resolve(value));
      const task = new Task(data, settle);
      if (this.closed) return task.done(new Error('Pool is destroyed'));
      this.tasks.push(task);
      this.assign();
    });
  }

  async destroy(): Promise<void> {
    this.closed = true;
    for (const task of this.tasks.splice(0)) task.done(new Error('Pool destroyed'));
    await Promise.all(
      this.workers.map(async (worker) => {
        worker.release()?.done(new Error('Pool destroyed'));
        worker.terminate();
        await worker.ended;
      }),
    );
  }

  private add(): void {
    const worker = new PooledWorker(this.file);
    this.workers.push(worker);
    worker.on('message', (answer: Answer) => {
      const task = worker.release();
      if (!task) return;
      if (answer?.error) task.done(new Error(answer.error));
      else task.done(null, answer?.data);
      this.emit('free');
    });
    worker.on('exit', (code) => {
      this.workers.splice(this.workers.indexOf(worker), 1);
      const isNew = worker.state === 'new';
      worker.release()?.done(worker.failure ?? new Error(`exit code ${code}`));
      if (this.closed) return;
      if (!isNew || this.tasks.length > 0) this.add();
      this.emit('free');
    });
  }

  private assign(): void {
    while (this.workers.length < Math.min(this.poolSize, this.tasks.length)) this.add();
    for (const worker of this.workers.filter(({ state }) => state !== 'busy')) {
      while (worker.state !== 'busy' && this.tasks.length > 0) {
        const task = this.tasks.shift() as Task;
        try {
          worker.run(task);
        } catch (error) {
          task.done(error);
        }
      }
    }
  }
}

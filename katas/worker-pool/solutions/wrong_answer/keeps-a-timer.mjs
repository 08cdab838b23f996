// fails: C13
// Looks after its workers until the first task comes, and goes on when there is none before destroy.
import { resolve } from 'node:path';
import { Worker } from 'node:worker_threads';

export class WorkerPool {
  #path;
  #size;
  #slots = new Set();
  #queue = [];
  #isDestroyed = false;
  #beforeFirstTask;

  constructor(workerPath, poolSize) {
    if (!Number.isInteger(poolSize) || poolSize < 1) throw new RangeError('poolSize must be a positive integer');
    this.#path = resolve(workerPath);
    this.#size = poolSize;
    this.#beforeFirstTask = setInterval(() => this.#pump(), 60_000);
    for (let n = 0; n < poolSize; n += 1) this.#start();
  }

  get stats() {
    const total = this.#slots.size;
    const busy = [...this.#slots].filter((slot) => slot.task).length;
    return { total, busy, available: total - busy, queued: this.#queue.length };
  }

  execute(data) {
    clearInterval(this.#beforeFirstTask);
    return new Promise((resolve, reject) => {
      if (this.#isDestroyed) throw new Error('Pool is destroyed');
      this.#queue.push({ data, resolve, reject });
      this.#pump();
    });
  }

  async destroy() {
    this.#isDestroyed = true;
    const tasks = [...this.#slots].map((slot) => slot.task).concat(this.#queue.splice(0));
    for (const task of tasks) task?.reject(new Error('Pool destroyed'));
    await Promise.all([...this.#slots].map((slot) => slot.worker.terminate()));
  }

  #start() {
    const slot = { worker: new Worker(this.#path), task: null, wasUsed: false };
    let failure;
    slot.worker.on('message', (message) => this.#answer(slot, message));
    slot.worker.on('error', (error) => (failure = error));
    slot.worker.on('exit', (code) => this.#replace(slot, failure ?? new Error(`the worker exited with code ${code}`)));
    this.#slots.add(slot);
    return slot;
  }

  /** Gives the tasks that wait to workers that have none. */
  #pump() {
    while (this.#queue.length > 0) {
      const slot = this.#findFree();
      if (!slot) return;
      const task = this.#queue.shift();
      try {
        slot.worker.postMessage(task.data);
        slot.task = task;
        slot.wasUsed = true;
      } catch (error) {
        task.reject(error); // the data cannot be cloned; the worker has heard nothing of it
      }
    }
  }

  #findFree() {
    for (const slot of this.#slots) if (!slot.task) return slot;
    return this.#slots.size < this.#size ? this.#start() : null;
  }

  #answer(slot, message) {
    const { task } = slot;
    if (!task) return;
    slot.task = null;
    const { data, error } = message ?? {};
    if (error) task.reject(new Error(error));
    else task.resolve(data);
    this.#pump();
  }

  #replace(slot, reason) {
    this.#slots.delete(slot);
    slot.task?.reject(reason);
    if (this.#isDestroyed) return;
    // One that ended before its first task may never start: the next is started when a task needs it.
    if (slot.wasUsed) this.#start();
    this.#pump();
  }
}

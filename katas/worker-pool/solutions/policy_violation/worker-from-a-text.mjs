// fails: C1 C2 C3 C4 C5 C6 C7 C8 C9 C10 C11 C12 C13 C14 E1 E2 E3 E4 E5 E6 E7 E8 E9 E10 E11 E12
// Starts its workers from a text that loads the file, which no rule could look into.
import { resolve } from 'node:path';
import { Worker } from 'node:worker_threads';

export class WorkerPool {
  #path;
  #size;
  #slots = new Set();
  #queue = [];
  #isDestroyed = false;

  constructor(workerPath, poolSize) {
    if (!Number.isInteger(poolSize) || poolSize < 1) throw new RangeError('poolSize must be a positive integer');
    this.#path = resolve(workerPath);
    this.#size = poolSize;
    for (let n = 0; n < poolSize; n += 1) this.#start();
  }

  get stats() {
    const total = this.#slots.size;
    const busy = [...this.#slots].filter((slot) => slot.task).length;
    return { total, busy, available: total - busy, queued: this.#queue.length };
  }

  execute(data) {
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
    const slot = {
      worker: new Worker(`import(${JSON.stringify(this.#path)})`, { eval: true }),
      task: null,
      wasUsed: false,
    };
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

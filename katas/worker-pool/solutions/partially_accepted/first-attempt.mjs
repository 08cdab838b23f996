// fails: E1 E2 E3 E4 E5 E6 E7 E8 E9 E10 E11 E12
// What one writes first: right while every worker behaves.
import path from 'node:path';
import { Worker } from 'node:worker_threads';

export class WorkerPool {
  constructor(workerPath, poolSize = 4) {
    this.workerPath = path.resolve(workerPath);
    this.poolSize = poolSize;
    this.workers = [];
    this.queue = [];
    this.destroyed = false;
    for (let i = 0; i < poolSize; i++) this.createWorker();
  }

  createWorker() {
    const worker = new Worker(this.workerPath);
    const wrapper = { worker, busy: false, currentTask: null };
    worker.on('message', (message) => {
      const { resolve, reject } = wrapper.currentTask;
      wrapper.busy = false;
      wrapper.currentTask = null;
      if (message.error) reject(new Error(message.error));
      else resolve(message.data);
      this.processQueue();
    });
    worker.on('error', (error) => {
      if (wrapper.currentTask) wrapper.currentTask.reject(error);
      this.replaceWorker(wrapper);
    });
    worker.on('exit', (code) => {
      if (code !== 0 && !this.destroyed) this.replaceWorker(wrapper);
    });
    this.workers.push(wrapper);
  }

  replaceWorker(wrapper) {
    this.workers = this.workers.filter((one) => one !== wrapper);
    this.createWorker();
  }

  execute(data) {
    return new Promise((resolve, reject) => {
      if (this.destroyed) {
        reject(new Error('Pool is destroyed'));
        return;
      }
      this.queue.push({ data, resolve, reject });
      this.processQueue();
    });
  }

  processQueue() {
    if (this.queue.length === 0) return;
    const wrapper = this.workers.find((one) => !one.busy);
    if (!wrapper) return;
    const task = this.queue.shift();
    wrapper.busy = true;
    wrapper.currentTask = task;
    wrapper.worker.postMessage(task.data);
  }

  async destroy() {
    if (this.destroyed) return;
    this.destroyed = true;
    for (const task of this.queue) task.reject(new Error('Pool destroyed'));
    this.queue = [];
    await Promise.all(
      this.workers.map(
        ({ worker }) =>
          new Promise((resolve) => {
            worker.once('exit', resolve);
            worker.terminate();
          }),
      ),
    );
    this.workers = [];
  }

  get stats() {
    const busy = this.workers.filter((one) => one.busy).length;
    const total = this.workers.length;
    return { total, busy, available: total - busy, queued: this.queue.length };
  }
}

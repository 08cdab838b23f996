'use strict';

const path = require('node:path');
const { Worker } = require('node:worker_threads');

const MOST_FAILED_STARTS = 3;

// A stack of free workers and a table of the busy ones. A file that does not load breaks the pool for good.
function WorkerPool(workerPath, poolSize) {
  if (typeof poolSize !== 'number' || !(poolSize > 0) || Math.floor(poolSize) !== poolSize) {
    throw new RangeError('poolSize: expected a positive integer, got ' + String(poolSize));
  }
  this._path = path.resolve(process.cwd(), workerPath);
  this._free = [];
  this._busy = new Map();
  this._waiting = [];
  this._failedStarts = 0;
  this._broken = null;
  this._destroying = null;
  for (let i = 0; i < poolSize; i++) this._add();
}

Object.defineProperty(WorkerPool.prototype, 'stats', {
  get() {
    const busy = this._busy.size;
    const available = this._free.length;
    return { total: busy + available, busy, available, queued: this._waiting.length };
  },
});

WorkerPool.prototype._add = function add() {
  const worker = new Worker(this._path);
  let cause = null;
  let hasServed = false;
  worker.on('message', (message) => {
    const task = this._busy.get(worker);
    if (!task) return;
    hasServed = true;
    this._failedStarts = 0;
    this._busy.delete(worker);
    this._free.push(worker);
    if (message === null || typeof message !== 'object') task.reject(new Error('the worker gave no answer'));
    else if (message.error) task.reject(new Error(message.error));
    else task.resolve(message.data);
    this._next();
  });
  worker.on('error', (error) => {
    cause = error;
  });
  worker.on('exit', (code) => {
    const task = this._busy.get(worker);
    this._busy.delete(worker);
    this._free = this._free.filter((one) => one !== worker);
    const reason = cause || new Error('worker stopped with exit code ' + code);
    if (task) task.reject(reason);
    if (this._destroying) return;
    if (!hasServed && !task) this._failedStarts += 1;
    if (this._failedStarts <= MOST_FAILED_STARTS) this._add();
    else if (this._busy.size + this._free.length === 0) this._break(reason);
    this._next();
  });
  this._free.push(worker);
};

WorkerPool.prototype._break = function breakForGood(reason) {
  this._broken = reason;
  for (const task of this._waiting.splice(0)) task.reject(reason);
};

WorkerPool.prototype._next = function next() {
  while (this._waiting.length > 0 && this._free.length > 0) {
    const task = this._waiting.shift();
    const worker = this._free.pop();
    this._busy.set(worker, task);
    try {
      worker.postMessage(task.data);
    } catch (error) {
      this._busy.delete(worker);
      this._free.push(worker);
      task.reject(error);
    }
  }
};

WorkerPool.prototype.execute = function execute(data) {
  if (this._destroying) return Promise.reject(new Error('Pool is destroyed'));
  if (this._broken) return Promise.reject(this._broken);
  return new Promise((resolve, reject) => {
    this._waiting.push({ data, resolve, reject });
    this._next();
  });
};

WorkerPool.prototype.destroy = function destroy() {
  if (this._destroying) return this._destroying;
  const workers = [...this._busy.keys(), ...this._free];
  this._destroying = Promise.all(workers.map((worker) => worker.terminate())).then(() => undefined);
  for (const task of [...this._busy.values(), ...this._waiting.splice(0)]) task.reject(new Error('Pool destroyed'));
  return this._destroying;
};

module.exports = { WorkerPool };

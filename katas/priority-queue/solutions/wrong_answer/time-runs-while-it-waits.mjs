// fails: C11 E3
// The time of an attempt begins when its task is added.
import { EventEmitter } from 'node:events';

const LEVELS = ['high', 'medium', 'low'];

/** Runs tasks a few at a time, the urgent ones first, and tries again what fails. */
export class PriorityRequestQueue extends EventEmitter {
  #options;
  #ready = []; // tasks that only need a slot; of one level, the first is the next
  #resting = new Map(); // tasks in backoff, each with its timer
  #running = 0;
  #paused = false;

  constructor({ concurrency = 5, timeout = 30_000, maxRetries = 3 } = {}) {
    super();
    this.#options = { concurrency, timeout, maxRetries };
  }

  get stats() {
    const waiting = this.#waiting();
    const [high, medium, low] = LEVELS.map((level) => waiting.filter(({ priority }) => priority === level).length);
    return { running: this.#running, queued: { high, medium, low, total: waiting.length }, paused: this.#paused };
  }

  add(fn, { priority = 'medium', retries = this.#options.maxRetries, timeout = this.#options.timeout } = {}) {
    checkLevel(priority);
    const { promise, resolve, reject } = Promise.withResolvers();
    this.#ready.push({ fn, priority, retries, timeout, addedAt: Date.now(), attempts: 0, resolve, reject });
    this.#tell('queued', { priority, queueLength: this.stats.queued[priority] });
    this.#dispatch();
    return promise;
  }

  pause() {
    this.#paused = true;
    this.#tell('paused');
  }

  resume() {
    this.#paused = false;
    this.#tell('resumed');
    this.#dispatch();
  }

  clear(level) {
    const levels = level === undefined ? LEVELS : [level];
    levels.forEach(checkLevel);
    const cleared = this.#waiting().filter(({ priority }) => levels.includes(priority));
    this.#ready = this.#ready.filter((task) => !cleared.includes(task));
    for (const task of cleared) {
      clearTimeout(this.#resting.get(task));
      this.#resting.delete(task);
      task.reject(new Error('Queue cleared'));
    }
    return cleared.length;
  }

  #waiting() {
    return [...this.#ready, ...this.#resting.keys()];
  }

  #dispatch() {
    while (!this.#paused && this.#running < this.#options.concurrency && this.#ready.length > 0) {
      this.#attempt(this.#takeNext());
    }
  }

  #takeNext() {
    const level = LEVELS.find((candidate) => this.#ready.some(({ priority }) => priority === candidate));
    const index = this.#ready.findIndex(({ priority }) => priority === level);
    return this.#ready.splice(index, 1)[0];
  }

  async #attempt(task) {
    this.#running += 1;
    task.attempts += 1;
    try {
      task.resolve(await inTime(task));
      this.#tell('completed', { attempts: task.attempts });
    } catch (error) {
      this.#failed(task, error);
    }
    this.#running -= 1;
    this.#dispatch();
  }

  #failed(task, reason) {
    const { attempts } = task;
    const error = reason?.message;
    if (attempts < task.retries) {
      const delay = 2 ** attempts * 1000;
      this.#resting.set(
        task,
        setTimeout(() => this.#retry(task), delay),
      );
      this.#tell('retry', { attempts, delay, error });
    } else {
      task.reject(reason);
      this.#tell('failed', { attempts, error });
    }
  }

  #retry(task) {
    this.#resting.delete(task);
    this.#ready.unshift(task);
    this.#dispatch();
  }

  /** What a listener throws is the listener's own affair. */
  #tell(event, ...payload) {
    try {
      this.emit(event, ...payload);
    } catch {
      // nobody asked for it
    }
  }
}

function checkLevel(level) {
  if (!LEVELS.includes(level)) throw new RangeError(`${level} is not one of the three`);
}

async function inTime({ fn, timeout: limit, addedAt, attempts }) {
  const timeout = attempts > 1 ? limit : Math.max(0, limit - (Date.now() - addedAt));
  const controller = new AbortController();
  const { promise: late, reject } = Promise.withResolvers();
  const timer = setTimeout(() => {
    reject(new Error('Request timeout')); // before fn can reject because of the abort
    controller.abort();
  }, timeout);
  try {
    return await Promise.race([fn({ signal: controller.signal }), late]);
  } finally {
    clearTimeout(timer);
  }
}

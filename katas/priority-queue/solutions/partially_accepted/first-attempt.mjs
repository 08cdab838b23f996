// fails: E1 E2 E3 E4 E5 E6 E7 E8 E9
// A first attempt: right as long as tasks fail with errors, listeners behave and nobody clears a backoff.
import EventEmitter from 'node:events';

export class PriorityRequestQueue extends EventEmitter {
  constructor(options = {}) {
    super();
    this.concurrency = options.concurrency || 5;
    this.timeout = options.timeout || 30000;
    this.maxRetries = options.maxRetries || 3;
    this.queues = { high: [], medium: [], low: [] };
    this.running = 0;
    this.isPaused = false;
  }

  add(fn, { priority = 'medium', retries = this.maxRetries, timeout = this.timeout } = {}) {
    return new Promise((resolve, reject) => {
      this.queues[priority].push({ fn, priority, retries, timeout, attempts: 0, resolve, reject });
      this.emit('queued', { priority, queueLength: this.queues[priority].length });
      this.processNext();
    });
  }

  processNext() {
    while (!this.isPaused && this.running < this.concurrency) {
      const request = this.queues.high.shift() || this.queues.medium.shift() || this.queues.low.shift();
      if (!request) return;
      this.running++;
      this.execute(request);
    }
  }

  async execute(request) {
    request.attempts++;
    try {
      const result = await this.runWithTimeout(request);
      request.resolve(result);
      this.emit('completed', { attempts: request.attempts });
    } catch (error) {
      if (request.attempts < request.retries) {
        const delay = Math.pow(2, request.attempts) * 1000;
        this.emit('retry', { attempts: request.attempts, delay, error: error.message });
        setTimeout(() => {
          this.queues[request.priority].unshift(request);
          this.processNext();
        }, delay);
      } else {
        this.emit('failed', { attempts: request.attempts, error: error.message });
        request.reject(error);
      }
    } finally {
      this.running--;
      this.processNext();
    }
  }

  runWithTimeout({ fn, timeout }) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('Request timeout')), timeout);
      Promise.resolve(fn())
        .then(resolve, reject)
        .finally(() => clearTimeout(timer));
    });
  }

  pause() {
    this.isPaused = true;
    this.emit('paused');
  }

  resume() {
    this.isPaused = false;
    this.emit('resumed');
    this.processNext();
  }

  clear(level) {
    const levels = level ? [level] : Object.keys(this.queues);
    let count = 0;
    for (const name of levels) {
      count += this.queues[name].length;
      this.queues[name].forEach((request) => request.reject(new Error('Queue cleared')));
      this.queues[name] = [];
    }
    return count;
  }

  get stats() {
    const { high, medium, low } = this.queues;
    return {
      running: this.running,
      queued: {
        high: high.length,
        medium: medium.length,
        low: low.length,
        total: high.length + medium.length + low.length,
      },
      paused: this.isPaused,
    };
  }
}

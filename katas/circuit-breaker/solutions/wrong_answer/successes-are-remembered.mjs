// fails: C6 C7 C9 C10 C15 E5 E6 E12
// Successes of an earlier HALF_OPEN still count in the next.
import { EventEmitter } from 'node:events';

const EVENTS = { CLOSED: 'close', OPEN: 'open', HALF_OPEN: 'halfOpen' };

/** Passes calls on, and refuses them for a while after too many failures in a row. */
export class CircuitBreaker extends EventEmitter {
  #options;
  #state = 'CLOSED';
  #failureCount = 0;
  #lastFailureTime = null;
  #period = { successes: 0, running: 0 }; // another object in each state: a call counts in the one it began in
  #resetTimer;

  constructor({ failureThreshold = 5, successThreshold = 2, timeout = 10_000, resetTimeout = 30_000 } = {}) {
    super();
    this.#options = { failureThreshold, successThreshold, timeout, resetTimeout };
  }

  get status() {
    return {
      state: this.#state,
      failureCount: this.#failureCount,
      successCount: this.#period.successes,
      lastFailureTime: this.#lastFailureTime,
    };
  }

  async execute(fn) {
    if (this.#isFull()) throw Object.assign(new Error('Circuit breaker is OPEN'), { code: 'CIRCUIT_OPEN' });
    const period = this.#period;
    period.running += 1;
    try {
      const value = await this.#inTime(fn);
      if (period === this.#period) this.#succeeded();
      return value;
    } catch (error) {
      if (period === this.#period) this.#failed(error);
      throw error;
    } finally {
      period.running -= 1;
    }
  }

  forceOpen() {
    this.#enter('OPEN');
  }

  forceClose() {
    this.#enter('CLOSED');
  }

  #isFull() {
    if (this.#state === 'HALF_OPEN') return this.#period.running >= this.#options.successThreshold;
    return this.#state === 'OPEN';
  }

  async #inTime(fn) {
    const { promise, reject } = Promise.withResolvers();
    const timer = setTimeout(() => reject(new Error('Circuit breaker timeout')), this.#options.timeout);
    try {
      return await Promise.race([fn(), promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  #succeeded() {
    if (this.#state === 'CLOSED') {
      this.#failureCount = 0;
      return;
    }
    this.#period.successes += 1;
    if (this.#period.successes === this.#options.successThreshold) this.#enter('CLOSED');
  }

  #failed(error) {
    this.#failureCount += 1;
    this.#lastFailureTime = Date.now();
    this.#tell('failure', { error: error?.message, failureCount: this.#failureCount });
    if (this.#state === 'HALF_OPEN' || this.#failureCount === this.#options.failureThreshold) this.#enter('OPEN');
  }

  #enter(to) {
    const from = this.#state;
    if (from === to) return;
    this.#state = to;
    this.#period = { successes: to === 'CLOSED' ? 0 : this.#period.successes, running: 0 };
    clearTimeout(this.#resetTimer);
    if (to === 'CLOSED') this.#failureCount = 0;
    if (to === 'OPEN') {
      this.#resetTimer = setTimeout(() => this.#enter('HALF_OPEN'), this.#options.resetTimeout).unref();
    }
    this.#tell('stateChange', { from, to });
    this.#tell(EVENTS[to]);
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

/** Keeps one breaker for each name. */
export class CircuitBreakerRegistry {
  #defaultOptions;
  #breakers = new Map();

  constructor(defaultOptions) {
    this.#defaultOptions = defaultOptions;
  }

  get(name, options) {
    if (!this.#breakers.has(name)) {
      this.#breakers.set(name, new CircuitBreaker({ ...this.#defaultOptions, ...options }));
    }
    return this.#breakers.get(name);
  }

  getAll() {
    return Object.fromEntries(Array.from(this.#breakers, ([name, { status }]) => [name, status]));
  }
}

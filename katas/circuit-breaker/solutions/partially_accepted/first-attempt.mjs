// fails: E1 E2 E3 E4 E5 E6 E7 E8 E9 E10 E11 E12 E13
// A first attempt: right as long as calls come one after the other, nobody forces it and listeners behave.
import EventEmitter from 'node:events';

export class CircuitBreaker extends EventEmitter {
  constructor({ failureThreshold = 5, successThreshold = 2, timeout = 10000, resetTimeout = 30000 } = {}) {
    super();
    this.failureThreshold = failureThreshold;
    this.successThreshold = successThreshold;
    this.timeout = timeout;
    this.resetTimeout = resetTimeout;
    this.state = 'CLOSED';
    this.failureCount = 0;
    this.successCount = 0;
    this.lastFailureTime = null;
  }

  get status() {
    return {
      state: this.state,
      failureCount: this.failureCount,
      successCount: this.successCount,
      lastFailureTime: this.lastFailureTime,
    };
  }

  async execute(fn) {
    if (this.state === 'OPEN') {
      if (Date.now() - this.lastFailureTime < this.resetTimeout) {
        const error = new Error('Circuit breaker is OPEN');
        error.code = 'CIRCUIT_OPEN';
        throw error;
      }
      this.transitionTo('HALF_OPEN');
    }
    try {
      const result = await this.callWithTimeout(fn);
      this.onSuccess();
      return result;
    } catch (error) {
      this.onFailure(error);
      throw error;
    }
  }

  callWithTimeout(fn) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('Circuit breaker timeout')), this.timeout);
      Promise.resolve(fn())
        .then(resolve, reject)
        .finally(() => clearTimeout(timer));
    });
  }

  onSuccess() {
    if (this.state === 'HALF_OPEN') {
      this.successCount++;
      if (this.successCount >= this.successThreshold) this.transitionTo('CLOSED');
    } else {
      this.failureCount = 0;
    }
  }

  onFailure(error) {
    this.failureCount++;
    this.lastFailureTime = Date.now();
    this.emit('failure', { error: error.message, failureCount: this.failureCount });
    if (this.state === 'HALF_OPEN' || this.failureCount >= this.failureThreshold) this.transitionTo('OPEN');
  }

  transitionTo(newState) {
    if (this.state === newState) return;
    this.state = newState;
    this.successCount = 0;
    if (newState === 'CLOSED') this.failureCount = 0;
    if (newState === 'OPEN') setTimeout(() => this.transitionTo('HALF_OPEN'), this.resetTimeout);
    this.emit('stateChange', { from: this.state, to: newState });
    this.emit({ CLOSED: 'close', OPEN: 'open', HALF_OPEN: 'halfOpen' }[newState]);
  }

  forceOpen() {
    this.transitionTo('OPEN');
  }

  forceClose() {
    this.transitionTo('CLOSED');
  }
}

export class CircuitBreakerRegistry {
  constructor(defaultOptions = {}) {
    this.defaultOptions = defaultOptions;
    this.breakers = new Map();
  }

  get(name, options = {}) {
    if (!this.breakers.has(name)) {
      const breaker = new CircuitBreaker({ ...this.defaultOptions, ...options });
      breaker.on('stateChange', ({ from, to }) => console.log(`[${name}] ${from} -> ${to}`));
      this.breakers.set(name, breaker);
    }
    return this.breakers.get(name);
  }

  getAll() {
    const all = {};
    for (const [name, breaker] of this.breakers) all[name] = breaker.status;
    return all;
  }
}

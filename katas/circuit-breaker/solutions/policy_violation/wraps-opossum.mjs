// fails: all
// A package does the work.
import Opossum from 'opossum';

export class CircuitBreaker extends Opossum {
  constructor({ failureThreshold = 5, timeout = 10000, resetTimeout = 30000 } = {}) {
    super((fn) => fn(), { timeout, resetTimeout, volumeThreshold: failureThreshold, errorThresholdPercentage: 100 });
  }

  execute(fn) {
    return this.fire(fn);
  }
}

export class CircuitBreakerRegistry {
  breakers = new Map();

  constructor(defaultOptions) {
    this.defaultOptions = defaultOptions;
  }

  get(name, options) {
    if (!this.breakers.has(name)) this.breakers.set(name, new CircuitBreaker({ ...this.defaultOptions, ...options }));
    return this.breakers.get(name);
  }

  getAll() {
    return Object.fromEntries([...this.breakers].map(([name, breaker]) => [name, breaker.toJSON()]));
  }
}

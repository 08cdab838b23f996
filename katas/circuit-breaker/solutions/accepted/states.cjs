'use strict';
// One object for each stay in a state: it knows what a result means, and becomes deaf when it is left.
const { EventEmitter } = require('node:events');

class Closed {
  name = 'CLOSED';
  event = 'close';

  constructor(breaker) {
    this.breaker = breaker;
    breaker.failures = 0;
  }

  admits() {
    return true;
  }

  started() {}

  settled() {}

  succeeded() {
    this.breaker.failures = 0;
  }

  failed() {
    if (this.breaker.failures >= this.breaker.options.failureThreshold) this.breaker.change(Open);
  }

  leave() {}
}

class Open {
  name = 'OPEN';
  event = 'open';

  constructor(breaker) {
    this.timer = setTimeout(() => breaker.change(HalfOpen), breaker.options.resetTimeout);
    this.timer.unref();
  }

  admits() {
    return false;
  }

  leave() {
    clearTimeout(this.timer);
  }
}

class HalfOpen {
  name = 'HALF_OPEN';
  event = 'halfOpen';
  trials = 0;
  successes = 0;

  constructor(breaker) {
    this.breaker = breaker;
  }

  admits() {
    return this.trials < this.breaker.options.successThreshold;
  }

  started() {
    this.trials++;
  }

  settled() {
    this.trials--;
  }

  succeeded() {
    if (++this.successes >= this.breaker.options.successThreshold) this.breaker.change(Closed);
  }

  failed() {
    this.breaker.change(Open);
  }

  leave() {}
}

/** The part of a breaker that its states may touch. */
class Machine {
  failures = 0;
  lastFailureTime = null;

  constructor(options, tell) {
    this.options = options;
    this.tell = tell;
    this.state = new Closed(this);
  }

  change(State) {
    const { name: from } = this.state;
    this.state.leave();
    this.state = new State(this);
    this.tell('stateChange', { from, to: this.state.name });
    this.tell(this.state.event);
  }

  fail(error) {
    this.failures++;
    this.lastFailureTime = Date.now();
    const message = error instanceof Error ? error.message : String(error);
    this.tell('failure', { error: message, failureCount: this.failures });
    this.state.failed();
  }
}

function limit(fn, ms) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('Circuit breaker timeout')), ms);
    const done = (settle) => (value) => {
      clearTimeout(timer);
      settle(value);
    };
    let result;
    try {
      result = fn();
    } catch (error) {
      done(reject)(error);
      return;
    }
    Promise.resolve(result).then(done(resolve), done(reject));
  });
}

class CircuitBreaker extends EventEmitter {
  constructor(options) {
    super();
    const defaults = { failureThreshold: 5, successThreshold: 2, timeout: 10000, resetTimeout: 30000 };
    const tell = (...event) => {
      try {
        this.emit(...event);
      } catch {
        // a listener's mistake is not ours
      }
    };
    this._machine = new Machine({ ...defaults, ...options }, tell);
  }

  get status() {
    const { state, failures, lastFailureTime } = this._machine;
    return { state: state.name, failureCount: failures, successCount: state.successes ?? 0, lastFailureTime };
  }

  execute(fn) {
    const machine = this._machine;
    const { state } = machine;
    if (!state.admits()) {
      const error = new Error('Circuit breaker is OPEN');
      error.code = 'CIRCUIT_OPEN';
      return Promise.reject(error);
    }
    state.started();
    return limit(fn, machine.options.timeout).then(
      (value) => {
        state.settled();
        if (machine.state === state) state.succeeded();
        return value;
      },
      (error) => {
        state.settled();
        if (machine.state === state) machine.fail(error);
        throw error;
      },
    );
  }

  forceOpen() {
    if (!(this._machine.state instanceof Open)) this._machine.change(Open);
  }

  forceClose() {
    if (!(this._machine.state instanceof Closed)) this._machine.change(Closed);
  }
}

class CircuitBreakerRegistry {
  constructor(defaultOptions = {}) {
    this._defaults = Object.freeze({ ...defaultOptions });
    this._breakers = Object.create(null);
  }

  get(name, options) {
    return (this._breakers[name] ??= new CircuitBreaker(Object.assign({}, this._defaults, options)));
  }

  getAll() {
    const all = {};
    for (const name of Object.keys(this._breakers)) all[name] = this._breakers[name].status;
    return all;
  }
}

module.exports = { CircuitBreaker, CircuitBreakerRegistry };

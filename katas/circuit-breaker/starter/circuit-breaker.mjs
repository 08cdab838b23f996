import { EventEmitter } from 'node:events';

/**
 * @typedef {object} Options
 * @property {number} [failureThreshold] failures in a row that open the breaker; default 5
 * @property {number} [successThreshold] successes on trial that close it; default 2
 * @property {number} [timeout] milliseconds that a call may take; default 10000
 * @property {number} [resetTimeout] milliseconds that the breaker stays open; default 30000
 */

/**
 * @typedef {object} Status
 * @property {'CLOSED' | 'OPEN' | 'HALF_OPEN'} state
 * @property {number} failureCount
 * @property {number} successCount
 * @property {number | null} lastFailureTime milliseconds since 1970
 */

/**
 * Passes calls on, and refuses them for a while after too many failures in a row.
 * Emits failure, stateChange, open, halfOpen and close.
 */
export class CircuitBreaker extends EventEmitter {
  /** @param {Options} [options] */
  constructor(options) {
    super();
  }

  /** @returns {Status} */
  get status() {
    throw new Error('status is not written yet');
  }

  /**
   * Calls `fn`, unless the breaker refuses to.
   * @template T
   * @param {() => T | Promise<T>} fn
   * @returns {Promise<T>}
   */
  async execute(fn) {
    throw new Error('execute is not written yet');
  }

  /** Opens the breaker. */
  forceOpen() {
    throw new Error('forceOpen is not written yet');
  }

  /** Closes the breaker. */
  forceClose() {
    throw new Error('forceClose is not written yet');
  }
}

/** Keeps one breaker for each name. */
export class CircuitBreakerRegistry {
  /** @param {Options} [defaultOptions] */
  constructor(defaultOptions) {}

  /**
   * The breaker of that name, made when it is first asked for.
   * @param {string} name
   * @param {Options} [options] what differs from the default options
   * @returns {CircuitBreaker}
   */
  get(name, options) {
    throw new Error('get is not written yet');
  }

  /** @returns {Record<string, Status>} the status of each breaker, by name */
  getAll() {
    throw new Error('getAll is not written yet');
  }
}

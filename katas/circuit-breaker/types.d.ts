// The types of what a solution exports.
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
  constructor(options?: Options);
  /** @returns {Status} */
  get status(): Status;
  /**
   * Calls `fn`, unless the breaker refuses to.
   * @template T
   * @param {() => T | Promise<T>} fn
   * @returns {Promise<T>}
   */
  execute<T>(fn: () => T | Promise<T>): Promise<T>;
  /** Opens the breaker. */
  forceOpen(): void;
  /** Closes the breaker. */
  forceClose(): void;
}
/** Keeps one breaker for each name. */
export class CircuitBreakerRegistry {
  /** @param {Options} [defaultOptions] */
  constructor(defaultOptions?: Options);
  /**
   * The breaker of that name, made when it is first asked for.
   * @param {string} name
   * @param {Options} [options] what differs from the default options
   * @returns {CircuitBreaker}
   */
  get(name: string, options?: Options): CircuitBreaker;
  /** @returns {Record<string, Status>} the status of each breaker, by name */
  getAll(): Record<string, Status>;
}
export type Options = {
  /**
   * failures in a row that open the breaker; default 5
   */
  failureThreshold?: number;
  /**
   * successes on trial that close it; default 2
   */
  successThreshold?: number;
  /**
   * milliseconds that a call may take; default 10000
   */
  timeout?: number;
  /**
   * milliseconds that the breaker stays open; default 30000
   */
  resetTimeout?: number;
};
export type Status = {
  state: 'CLOSED' | 'OPEN' | 'HALF_OPEN';
  failureCount: number;
  successCount: number;
  /**
   * milliseconds since 1970
   */
  lastFailureTime: number | null;
};
import { EventEmitter } from 'node:events';

import { EventEmitter } from 'node:events';

/**
 * @typedef {'high' | 'medium' | 'low'} Priority
 *
 * @typedef {object} QueueOptions
 * @property {number} [concurrency] attempts under way at a time; default 5
 * @property {number} [timeout] ms that an attempt may take; default 30000
 * @property {number} [maxRetries] attempts for each task, the first one included; default 3
 *
 * @typedef {object} TaskOptions
 * @property {Priority} [priority] default 'medium'
 * @property {number} [retries] attempts for this task, the first one included; default: the queue's maxRetries
 * @property {number} [timeout] ms that an attempt of this task may take; default: the queue's timeout
 *
 * @typedef {object} Stats
 * @property {number} running
 * @property {{ high: number, medium: number, low: number, total: number }} queued
 * @property {boolean} paused
 */

/** Runs tasks a few at a time, the urgent ones first, and tries again what fails. */
export class PriorityRequestQueue extends EventEmitter {
  /** @param {QueueOptions} [options] */
  constructor(options) {
    super();
  }

  /**
   * Runs a task as soon as a slot is free and nothing more urgent waits.
   * @template T
   * @param {(context: { signal: AbortSignal }) => T | Promise<T>} fn
   * @param {TaskOptions} [options]
   * @returns {Promise<T>}
   */
  add(fn, options) {
    throw new Error('add is not written yet');
  }

  /** No attempt starts from now on. */
  pause() {
    throw new Error('pause is not written yet');
  }

  /** Attempts start again. */
  resume() {
    throw new Error('resume is not written yet');
  }

  /**
   * Takes tasks that wait out of the queue.
   * @param {Priority} [level] all levels when it is left out
   * @returns {number} how many there were
   */
  clear(level) {
    throw new Error('clear is not written yet');
  }

  /** @returns {Stats} */
  get stats() {
    throw new Error('stats is not written yet');
  }
}

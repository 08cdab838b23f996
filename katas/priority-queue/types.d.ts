// The types of what a solution exports.
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
  constructor(options?: QueueOptions);
  /**
   * Runs a task as soon as a slot is free and nothing more urgent waits.
   * @template T
   * @param {(context: { signal: AbortSignal }) => T | Promise<T>} fn
   * @param {TaskOptions} [options]
   * @returns {Promise<T>}
   */
  add<T>(fn: (context: { signal: AbortSignal }) => T | Promise<T>, options?: TaskOptions): Promise<T>;
  /** No attempt starts from now on. */
  pause(): void;
  /** Attempts start again. */
  resume(): void;
  /**
   * Takes tasks that wait out of the queue.
   * @param {Priority} [level] all levels when it is left out
   * @returns {number} how many there were
   */
  clear(level?: Priority): number;
  /** @returns {Stats} */
  get stats(): Stats;
}
export type Priority = 'high' | 'medium' | 'low';
export type QueueOptions = {
  /**
   * attempts under way at a time; default 5
   */
  concurrency?: number;
  /**
   * ms that an attempt may take; default 30000
   */
  timeout?: number;
  /**
   * attempts for each task, the first one included; default 3
   */
  maxRetries?: number;
};
export type TaskOptions = {
  /**
   * default 'medium'
   */
  priority?: Priority;
  /**
   * attempts for this task, the first one included; default: the queue's maxRetries
   */
  retries?: number;
  /**
   * ms that an attempt of this task may take; default: the queue's timeout
   */
  timeout?: number;
};
export type Stats = {
  running: number;
  queued: {
    high: number;
    medium: number;
    low: number;
    total: number;
  };
  paused: boolean;
};
import { EventEmitter } from 'node:events';

// The types of what a solution exports.
/** @typedef {number | string | { type: 'interval', interval: number }} Config milliseconds, or a cron expression */
/**
 * @typedef {object} Status
 * @property {boolean} enabled false while the job is paused
 * @property {Date | null} nextRun null while no run is planned
 * @property {Date | null} lastRun when the last run began
 * @property {number} runCount how many runs have begun
 * @property {boolean} running
 */
/**
 * Runs jobs by interval or by cron expression.
 * Emits scheduled, jobStart, jobComplete, jobError, cancelled and loaded.
 */
export class Scheduler extends EventEmitter {
  /** @param {{ maxConcurrent?: number, persistPath?: string }} [options] 10 at a time, and no file */
  constructor(options?: { maxConcurrent?: number; persistPath?: string });
  /**
   * Reads the file, if there is one.
   * @returns {Promise<void>}
   */
  init(): Promise<void>;
  /**
   * Makes a job, in place of the one that has this name.
   * @param {string} name
   * @param {Config} config
   * @param {() => unknown} handler
   * @returns {this}
   */
  schedule(name: string, config: Config, handler: () => unknown): this;
  /**
   * @param {string} name
   * @returns {this}
   */
  cancel(name: string): this;
  /**
   * @param {string} name
   * @returns {this}
   */
  pause(name: string): this;
  /**
   * @param {string} name
   * @returns {this}
   */
  resume(name: string): this;
  /** @returns {Record<string, Status>} */
  getStatus(): Record<string, Status>;
}
/**
 * milliseconds, or a cron expression
 */
export type Config =
  | number
  | string
  | {
      type: 'interval';
      interval: number;
    };
export type Status = {
  /**
   * false while the job is paused
   */
  enabled: boolean;
  /**
   * null while no run is planned
   */
  nextRun: Date | null;
  /**
   * when the last run began
   */
  lastRun: Date | null;
  /**
   * how many runs have begun
   */
  runCount: number;
  running: boolean;
};
import { EventEmitter } from 'node:events';

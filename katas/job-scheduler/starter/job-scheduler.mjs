import { EventEmitter } from 'node:events';

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
  constructor(options) {
    super();
  }

  /**
   * Reads the file, if there is one.
   * @returns {Promise<void>}
   */
  async init() {
    throw new Error('init is not written yet');
  }

  /**
   * Makes a job, in place of the one that has this name.
   * @param {string} name
   * @param {Config} config
   * @param {() => unknown} handler
   * @returns {this}
   */
  schedule(name, config, handler) {
    throw new Error('schedule is not written yet');
  }

  /**
   * @param {string} name
   * @returns {this}
   */
  cancel(name) {
    throw new Error('cancel is not written yet');
  }

  /**
   * @param {string} name
   * @returns {this}
   */
  pause(name) {
    throw new Error('pause is not written yet');
  }

  /**
   * @param {string} name
   * @returns {this}
   */
  resume(name) {
    throw new Error('resume is not written yet');
  }

  /** @returns {Record<string, Status>} */
  getStatus() {
    throw new Error('getStatus is not written yet');
  }
}

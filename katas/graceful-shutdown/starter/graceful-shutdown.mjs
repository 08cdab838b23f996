/**
 * @typedef {() => unknown} Hook a promise that it returns is awaited
 *
 * @typedef {object} Options
 * @property {number} [timeout] milliseconds from the beginning of the shutdown; default 30000
 * @property {Hook[]} [onShutdown] default: none
 */

/** Ends the process of an http server when it is asked to: requests are answered, and hooks run. */
export class GracefulShutdown {
  /**
   * @param {import('node:http').Server} server
   * @param {Options} [options]
   */
  constructor(server, options) {
    /** @type {number} */
    this.timeout = undefined;
    /** @type {Hook[]} all hooks so far, in the order in which they will run */
    this.onShutdown = undefined;
    /** @type {Set<import('node:net').Socket>} those that are open */
    this.connections = undefined;
    /** @type {boolean} */
    this.isShuttingDown = undefined;
  }

  /**
   * Adds a hook after those that there are.
   * @param {Hook} hook
   */
  addShutdownHook(hook) {
    throw new Error('addShutdownHook is not written yet');
  }

  /**
   * Drains the server, runs the hooks and ends the process.
   * @param {number} [exitCode] default 0
   * @returns {Promise<void>}
   */
  async shutdown(exitCode) {
    throw new Error('shutdown is not written yet');
  }
}

// The types of what a solution exports.
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
  constructor(server: import('node:http').Server, options?: Options);
  /** @type {number} */
  timeout: number;
  /** @type {Hook[]} all hooks so far, in the order in which they will run */
  onShutdown: Hook[];
  /** @type {Set<import('node:net').Socket>} those that are open */
  connections: Set<import('node:net').Socket>;
  /** @type {boolean} */
  isShuttingDown: boolean;
  /**
   * Adds a hook after those that there are.
   * @param {Hook} hook
   */
  addShutdownHook(hook: Hook): void;
  /**
   * Drains the server, runs the hooks and ends the process.
   * @param {number} [exitCode] default 0
   * @returns {Promise<void>}
   */
  shutdown(exitCode?: number): Promise<void>;
}
/**
 * a promise that it returns is awaited
 */
export type Hook = () => unknown;
export type Options = {
  /**
   * milliseconds from the beginning of the shutdown; default 30000
   */
  timeout?: number;
  /**
   * default: none
   */
  onShutdown?: Hook[];
};

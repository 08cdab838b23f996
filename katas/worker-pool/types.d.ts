// The types of what a solution exports.
/** Runs tasks on a fixed number of worker threads. */
export class WorkerPool {
  /**
   * Starts the workers.
   * @param {string} workerPath the file that each worker runs; a relative path starts at process.cwd()
   * @param {number} poolSize how many workers there are, a positive integer
   */
  constructor(workerPath: string, poolSize: number);
  workerPath: string;
  poolSize: number;
  /**
   * How many workers there are, have a task, have none, and how many tasks wait.
   * @returns {{ total: number, busy: number, available: number, queued: number }}
   */
  get stats(): {
    total: number;
    busy: number;
    available: number;
    queued: number;
  };
  /**
   * Runs a task on the next free worker.
   * @param {unknown} data what is posted to the worker
   * @returns {Promise<unknown>} the data of the worker's answer
   */
  execute(data: unknown): Promise<unknown>;
  /**
   * Ends all workers; tasks that have not finished are rejected.
   * @returns {Promise<void>} resolves when all workers have ended
   */
  destroy(): Promise<void>;
}

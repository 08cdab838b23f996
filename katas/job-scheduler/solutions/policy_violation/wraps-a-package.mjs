// fails: all
// Leaves it all to a package.
import { EventEmitter } from 'node:events';
import cron from 'node-cron';

export class Scheduler extends EventEmitter {
  #jobs = new Map();

  async init() {}

  schedule(name, config, handler) {
    this.#jobs.set(name, typeof config === 'string' ? cron.schedule(config, handler) : setInterval(handler, config));
    return this;
  }

  cancel(name) {
    this.#jobs.get(name)?.stop?.();
    this.#jobs.delete(name);
    return this;
  }

  pause(name) {
    this.#jobs.get(name)?.stop?.();
    return this;
  }

  resume(name) {
    this.#jobs.get(name)?.start?.();
    return this;
  }

  getStatus() {
    return Object.fromEntries(Array.from(this.#jobs.keys(), (name) => [name, { enabled: true }]));
  }
}

'use strict';
// Every task is a loop of its own that asks for a slot, uses it and gives it back. A slot that comes free goes
// straight to the first of those who ask, so the counter in between never moves.
const { EventEmitter } = require('node:events');

const RANKS = new Map([
  ['high', 0],
  ['medium', 1],
  ['low', 2],
]);

function rankOf(level) {
  const rank = RANKS.get(level);
  if (rank === undefined) throw new RangeError('unknown priority: ' + level);
  return rank;
}

/** Settles like `fn`, or rejects when its time is over. */
function limited(fn, ms) {
  const controller = new AbortController();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error('Request timeout'));
      controller.abort();
    }, ms);
    const done = (settle) => (result) => {
      clearTimeout(timer);
      settle(result);
    };
    let result;
    try {
      result = fn({ signal: controller.signal });
    } catch (error) {
      return done(reject)(error);
    }
    Promise.resolve(result).then(done(resolve), done(reject));
  });
}

class PriorityRequestQueue extends EventEmitter {
  constructor(options) {
    super();
    const { concurrency, timeout, maxRetries } = { concurrency: 5, timeout: 30000, maxRetries: 3, ...options };
    this._defaults = { timeout, maxRetries };
    this._free = concurrency;
    this._running = 0;
    this._paused = false;
    this._asking = [[], [], []]; // by rank: the functions that take a slot
    this._tickets = new Set(); // of the tasks that wait, for a slot or for the end of a backoff
  }

  get stats() {
    const queued = { high: 0, medium: 0, low: 0, total: this._tickets.size };
    for (const { priority } of this._tickets) queued[priority]++;
    return { running: this._running, queued, paused: this._paused };
  }

  add(fn, options = {}) {
    const { priority, retries, timeout } = {
      priority: 'medium',
      retries: this._defaults.maxRetries,
      timeout: this._defaults.timeout,
      ...options,
    };
    const rank = rankOf(priority);
    const ticket = { priority };
    this._tickets.add(ticket);
    this._tell('queued', { priority, queueLength: this.stats.queued[priority] });
    return new Promise((resolve, reject) => {
      ticket.cancel = () => reject(new Error('Queue cleared'));
      this._run(fn, { rank, retries, timeout, ticket }).then(resolve, reject);
    });
  }

  pause() {
    this._paused = true;
    this._tell('paused');
  }

  resume() {
    this._paused = false;
    this._tell('resumed');
    this._handOut();
  }

  clear(level) {
    if (level !== undefined) rankOf(level);
    const tickets = [...this._tickets].filter(({ priority }) => level === undefined || priority === level);
    for (const ticket of tickets) {
      this._tickets.delete(ticket);
      clearTimeout(ticket.timer);
      ticket.cancel();
    }
    this._asking = this._asking.map((asking) => asking.filter((one) => this._tickets.has(one.ticket)));
    return tickets.length;
  }

  async _run(fn, { rank, retries, timeout, ticket }) {
    for (let attempts = 1; ; attempts++) {
      if (!this._takeAtOnce()) await this._slot(rank, ticket, attempts > 1);
      this._tickets.delete(ticket);
      this._running++;
      try {
        const value = await limited(fn, timeout);
        this._tell('completed', { attempts });
        return value;
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        if (attempts >= retries) {
          this._tell('failed', { attempts, error: message });
          throw error;
        }
        this._tickets.add(ticket);
        const delay = 1000 * 2 ** attempts;
        this._tell('retry', { attempts, delay, error: message });
        this._giveBack();
        await new Promise((wake) => (ticket.timer = setTimeout(wake, delay)));
        continue;
      } finally {
        if (!this._tickets.has(ticket)) this._giveBack();
      }
    }
  }

  _takeAtOnce() {
    if (this._paused || this._free === 0 || this._asking.some((asking) => asking.length > 0)) return false;
    this._free--;
    return true;
  }

  _slot(rank, ticket, isFirst) {
    return new Promise((take) => {
      const one = Object.assign(take, { ticket });
      if (isFirst) this._asking[rank].unshift(one);
      else this._asking[rank].push(one);
      this._handOut();
    });
  }

  _giveBack() {
    this._running--;
    this._free++;
    this._handOut();
  }

  _handOut() {
    while (!this._paused && this._free > 0) {
      const take = this._asking.find((asking) => asking.length > 0)?.shift();
      if (!take) return;
      this._free--;
      take();
    }
  }

  _tell(event, ...payload) {
    try {
      this.emit(event, ...payload);
    } catch {
      // a listener's mistake is not ours
    }
  }
}

module.exports = { PriorityRequestQueue };

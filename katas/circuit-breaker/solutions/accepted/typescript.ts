// A reducer: what happened goes in, the next state and what there is to tell come out. Calls carry
// the generation they were started in.
import EventEmitter from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

type State = 'CLOSED' | 'OPEN' | 'HALF_OPEN';
type Options = { failureThreshold: number; successThreshold: number; timeout: number; resetTimeout: number };
type Status = { state: State; failureCount: number; successCount: number; lastFailureTime: number | null };
type Happening = { kind: 'success' } | { kind: 'failure'; at: number } | { kind: 'goTo'; state: State };

enum Name {
  CLOSED = 'close',
  OPEN = 'open',
  HALF_OPEN = 'halfOpen',
}

const DEFAULTS: Options = { failureThreshold: 5, successThreshold: 2, timeout: 10_000, resetTimeout: 30_000 };
const NEW: Status = { state: 'CLOSED', failureCount: 0, successCount: 0, lastFailureTime: null };

function next(status: Status, happened: Happening, options: Options): Status {
  switch (happened.kind) {
    case 'goTo':
      return {
        ...status,
        state: happened.state,
        successCount: 0,
        failureCount: happened.state === 'CLOSED' ? 0 : status.failureCount,
      };
    case 'success': {
      if (status.state === 'CLOSED') return { ...status, failureCount: 0 };
      const successCount = status.successCount + 1;
      if (successCount < options.successThreshold) return { ...status, successCount };
      return next(status, { kind: 'goTo', state: 'CLOSED' }, options);
    }
    case 'failure': {
      const failed = { ...status, failureCount: status.failureCount + 1, lastFailureTime: happened.at };
      const opens = status.state === 'HALF_OPEN' || failed.failureCount >= options.failureThreshold;
      return opens ? next(failed, { kind: 'goTo', state: 'OPEN' }, options) : failed;
    }
  }
}

export class CircuitBreaker extends EventEmitter {
  private readonly options: Options;
  private current: Status = NEW;
  private generation = 0;
  private trials = 0;
  private pause: AbortController | null = null;

  constructor(options: Partial<Options> = {}) {
    super();
    this.options = { ...DEFAULTS, ...options };
  }

  get status(): Status {
    return { ...this.current };
  }

  async execute<T>(fn: () => T | Promise<T>): Promise<T> {
    if (!this.admits()) throw Object.assign(new Error('Circuit breaker is OPEN'), { code: 'CIRCUIT_OPEN' });
    const { generation } = this;
    this.trials++;
    const counts = () => {
      if (generation !== this.generation) return false;
      this.trials--;
      return true;
    };
    let value: T;
    try {
      value = await this.limited(fn);
    } catch (error) {
      if (counts()) this.failed(error);
      throw error;
    }
    if (counts()) this.apply({ kind: 'success' });
    return value;
  }

  forceOpen(): void {
    this.goTo('OPEN');
  }

  forceClose(): void {
    this.goTo('CLOSED');
  }

  private admits(): boolean {
    if (this.current.state === 'OPEN') return false;
    return this.current.state === 'CLOSED' || this.trials < this.options.successThreshold;
  }

  private async limited<T>(fn: () => T | Promise<T>): Promise<T> {
    const done = new AbortController();
    const tooLate = async (): Promise<never> => {
      await delay(this.options.timeout, undefined, { signal: done.signal });
      throw new Error('Circuit breaker timeout');
    };
    const late = tooLate();
    late.catch(() => {}); // it is aborted when the call is in time
    try {
      return await Promise.race([late, Promise.try(fn)]);
    } finally {
      done.abort();
    }
  }

  private failed(error: unknown): void {
    const failureCount = this.current.failureCount + 1;
    const message = error instanceof Error ? error.message : 'not an Error';
    this.apply({ kind: 'failure', at: Date.now() }, () => this.tell('failure', { error: message, failureCount }));
  }

  private goTo(state: State): void {
    if (state !== this.current.state) this.apply({ kind: 'goTo', state });
  }

  private apply(happened: Happening, announce = () => {}): void {
    const from = this.current.state;
    this.current = next(this.current, happened, this.options);
    const to = this.current.state;
    if (from !== to) this.entered(to);
    announce();
    if (from === to) return;
    this.tell('stateChange', { from, to });
    this.tell(Name[to]);
  }

  private entered(state: State): void {
    this.generation++;
    this.trials = 0;
    this.pause?.abort();
    if (state === 'OPEN') void this.rest();
  }

  private async rest(): Promise<void> {
    const { signal } = (this.pause = new AbortController());
    try {
      await delay(this.options.resetTimeout, undefined, { ref: false, signal });
    } catch {
      return;
    }
    if (!signal.aborted) this.goTo('HALF_OPEN');
  }

  private tell(event: string, ...payload: unknown[]): void {
    for (const listener of this.rawListeners(event)) {
      try {
        listener.apply(this, payload);
      } catch {
        // the others still want to hear it
      }
    }
  }
}

export class CircuitBreakerRegistry {
  private readonly breakers = new Map<string, CircuitBreaker>();

  constructor(private readonly defaultOptions: Partial<Options> = {}) {}

  get(name: string, options: Partial<Options> = {}): CircuitBreaker {
    const known = this.breakers.get(name);
    if (known) return known;
    const made = new CircuitBreaker({ ...this.defaultOptions, ...options });
    this.breakers.set(name, made);
    return made;
  }

  getAll(): Record<string, Status> {
    const all: Record<string, Status> = {};
    this.breakers.forEach((breaker, name) => (all[name] = breaker.status));
    return all;
  }
}

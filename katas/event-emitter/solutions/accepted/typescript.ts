type EventMap = Record<PropertyKey, unknown[]>;
type Listener<Args extends unknown[]> = (...args: Args) => void;

class Registration {
  constructor(
    readonly event: unknown,
    readonly listener: Listener<any>,
    readonly isOnce: boolean,
  ) {}
}

/** Knows its events: `new MyEventEmitter<{ open: [who: string] }>()`. */
export class MyEventEmitter<Events extends EventMap = EventMap> {
  // One set for all events; a Set keeps the order in which things were added.
  private readonly registrations = new Set<Registration>();

  on<Name extends keyof Events>(event: Name, listener: Listener<Events[Name]>): this {
    return this.register(event, listener, false);
  }

  once<Name extends keyof Events>(event: Name, listener: Listener<Events[Name]>): this {
    return this.register(event, listener, true);
  }

  off<Name extends keyof Events>(event: Name, listener: Listener<Events[Name]>): this {
    const last = this.registeredFor(event).findLast((registration) => registration.listener === listener);
    if (last) this.registrations.delete(last);
    return this;
  }

  emit<Name extends keyof Events>(event: Name, ...args: Events[Name]): boolean {
    const current = this.registeredFor(event);
    if (current.length === 0) {
      if (event !== 'error') return false;
      throw args[0] instanceof Error ? args[0] : new Error(`unhandled: ${String(args[0])}`);
    }
    for (const registration of current) {
      if (registration.isOnce) this.registrations.delete(registration);
      registration.listener.call(this, ...args);
    }
    return true;
  }

  listenerCount(event: keyof Events): number {
    return this.registeredFor(event).length;
  }

  removeAllListeners(...events: [event?: keyof Events]): this {
    if (events.length === 0) this.registrations.clear();
    for (const registration of this.registeredFor(events[0])) this.registrations.delete(registration);
    return this;
  }

  private registeredFor(event: unknown): Registration[] {
    return [...this.registrations].filter((registration) => registration.event === event);
  }

  private register(event: unknown, listener: Listener<any>, isOnce: boolean): this {
    if (typeof listener !== 'function') throw new TypeError(`listener: expected a function, got ${typeof listener}`);
    this.registrations.add(new Registration(event, listener, isOnce));
    return this;
  }
}

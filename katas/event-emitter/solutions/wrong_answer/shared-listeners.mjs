// fails: C4 C12 C17 E7
const events = new Map();

export class MyEventEmitter {
  #events = events;

  on(event, listener) {
    requireFunction(listener);
    if (!this.#events.has(event)) this.#events.set(event, []);
    this.#events.get(event).push(listener);
    return this;
  }

  once(event, listener) {
    requireFunction(listener);
    const wrapper = (...args) => {
      this.off(event, wrapper);
      listener.apply(this, args);
    };
    wrapper.original = listener;
    return this.on(event, wrapper);
  }

  off(event, listener) {
    const listeners = this.#events.get(event) ?? [];
    const index = listeners.findLastIndex((one) => one === listener || one.original === listener);
    if (index !== -1) listeners.splice(index, 1);
    if (listeners.length === 0) this.#events.delete(event);
    return this;
  }

  emit(event, ...args) {
    const listeners = this.#events.get(event);
    if (!listeners) {
      if (event === 'error') throw args[0] instanceof Error ? args[0] : new Error('unhandled error event');
      return false;
    }
    for (const listener of [...listeners]) listener.apply(this, args);
    return true;
  }

  listenerCount(event) {
    return this.#events.get(event)?.length ?? 0;
  }

  removeAllListeners(...events) {
    if (events.length === 0) this.#events.clear();
    else this.#events.delete(events[0]);
    return this;
  }
}

function requireFunction(listener) {
  if (typeof listener !== 'function') throw new TypeError('the listener must be a function');
}

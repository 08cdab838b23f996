// fails: C4 C12 C16
export class MyEventEmitter {
  #events = {};

  on(event, listener) {
    requireFunction(listener);
    if (!this.#events[event]) this.#events[event] = [];
    this.#events[event].push(listener);
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
    const listeners = this.#events[event] ?? [];
    const index = listeners.findLastIndex((one) => one === listener || one.original === listener);
    if (index !== -1) listeners.splice(index, 1);
    if (listeners.length === 0) delete this.#events[event];
    return this;
  }

  emit(event, ...args) {
    const listeners = this.#events[event];
    if (!listeners) {
      if (event === 'error') throw args[0] instanceof Error ? args[0] : new Error('unhandled error event');
      return false;
    }
    for (const listener of [...listeners]) listener.apply(this, args);
    return true;
  }

  listenerCount(event) {
    return this.#events[event]?.length ?? 0;
  }

  removeAllListeners(...events) {
    if (events.length === 0) this.#events = {};
    else delete this.#events[events[0]];
    return this;
  }
}

function requireFunction(listener) {
  if (typeof listener !== 'function') throw new TypeError('the listener must be a function');
}

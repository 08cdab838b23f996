// fails: E1 E2 E3 E4 E5 E6 E7 E8
export class MyEventEmitter {
  constructor() {
    this.events = new Map();
  }

  on(event, listener) {
    if (!this.events.has(event)) this.events.set(event, []);
    this.events.get(event).push(listener);
    return this;
  }

  off(event, listener) {
    const listeners = this.events.get(event);
    if (!listeners) return this;
    const index = listeners.indexOf(listener);
    if (index !== -1) listeners.splice(index, 1);
    return this;
  }

  once(event, listener) {
    const wrapper = (...args) => {
      listener.apply(this, args);
      this.off(event, wrapper);
    };
    return this.on(event, wrapper);
  }

  emit(event, ...args) {
    const listeners = this.events.get(event);
    if (!listeners) return false;
    [...listeners].forEach((listener) => listener.apply(this, args));
    return true;
  }

  listenerCount(event) {
    return this.events.get(event)?.length ?? 0;
  }

  removeAllListeners(event) {
    if (event) this.events.delete(event);
    else this.events.clear();
    return this;
  }
}

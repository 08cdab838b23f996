import { Listeners } from './listeners.mjs';

export class MyEventEmitter {
  #byEvent = new Map();

  on(event, listener) {
    return this.#append(event, listener, { once: false });
  }

  once(event, listener) {
    return this.#append(event, listener, { once: true });
  }

  off(event, listener) {
    const listeners = this.#byEvent.get(event);
    const node = listeners?.findLast(listener);
    if (node) this.#remove(event, listeners, node);
    return this;
  }

  emit(event, ...args) {
    const listeners = this.#byEvent.get(event);
    if (!listeners) {
      if (event !== 'error') return false;
      throw args[0] instanceof Error ? args[0] : new Error('unhandled error', { cause: args[0] });
    }
    for (const node of listeners.snapshot()) {
      if (node.once) this.#remove(event, listeners, node);
      node.listener.call(this, ...args);
    }
    return true;
  }

  listenerCount(event) {
    return this.#byEvent.get(event)?.size ?? 0;
  }

  removeAllListeners(...args) {
    if (args.length > 0) this.#byEvent.delete(args[0]);
    else this.#byEvent.clear();
    return this;
  }

  #append(event, listener, { once }) {
    if (typeof listener !== 'function') throw new TypeError('a listener is a function');
    if (!this.#byEvent.has(event)) this.#byEvent.set(event, new Listeners());
    this.#byEvent.get(event).append(listener, once);
    return this;
  }

  #remove(event, listeners, node) {
    listeners.remove(node);
    // After removeAllListeners the event may have a new list, which is not ours to drop.
    if (listeners.size === 0 && this.#byEvent.get(event) === listeners) this.#byEvent.delete(event);
  }
}

// fails: C4 C12 C13
// removeAllListeners() goes on until no event is left, and an event stays when its listeners go.
export class MyEventEmitter {
  #lists = new Map();

  on(event, listener) {
    return this.#add(event, listener, false);
  }

  once(event, listener) {
    return this.#add(event, listener, true);
  }

  off(event, listener) {
    const list = this.#listOf(event);
    const index = list.findLastIndex((entry) => entry.listener === listener);
    if (index !== -1) this.#replace(event, list.toSpliced(index, 1));
    return this;
  }

  emit(event, ...args) {
    const list = this.#listOf(event);
    if (list.length === 0) {
      if (event === 'error') throw asError(args[0]);
      return false;
    }
    for (const entry of list) {
      if (entry.once)
        this.#replace(
          event,
          this.#listOf(event).filter((other) => other !== entry),
        );
      entry.listener.apply(this, args);
    }
    return true;
  }

  listenerCount(event) {
    return this.#listOf(event).length;
  }

  removeAllListeners(...events) {
    for (const event of events) this.#lists.set(event, []);
    if (events.length === 0) while (this.#lists.size > 0) this.removeAllListeners(...this.#lists.keys());
    return this;
  }

  #listOf(event) {
    return this.#lists.get(event) ?? [];
  }

  #add(event, listener, once) {
    if (typeof listener !== 'function') throw new TypeError('the listener must be a function');
    this.#replace(event, [...this.#listOf(event), { listener, once }]);
    return this;
  }

  #replace(event, list) {
    if (list.length === 0) this.#lists.delete(event);
    else this.#lists.set(event, list);
  }
}

function asError(value) {
  return value instanceof Error ? value : new Error('an error event that nobody listens to', { cause: value });
}

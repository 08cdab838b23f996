// The types of what a solution exports.
/** Calls the listeners of an event, in order, whenever it is emitted. */
export class MyEventEmitter {
  /**
   * Adds a listener at the end of the event's list.
   * @param {unknown} event whatever can be a Map key; mostly a string or a symbol
   * @param {(...args: any[]) => void} listener
   * @returns {this}
   */
  on(event: unknown, listener: (...args: any[]) => void): this;
  /**
   * Adds a listener that is called one time at most.
   * @param {unknown} event
   * @param {(...args: any[]) => void} listener
   * @returns {this}
   */
  once(event: unknown, listener: (...args: any[]) => void): this;
  /**
   * Removes one registration of a listener, if there is one.
   * @param {unknown} event
   * @param {(...args: any[]) => void} listener
   * @returns {this}
   */
  off(event: unknown, listener: (...args: any[]) => void): this;
  /**
   * Calls the listeners of the event with the arguments.
   * @param {unknown} event
   * @param {...unknown} args
   * @returns {boolean} whether the event has listeners
   */
  emit(event: unknown, ...args: unknown[]): boolean;
  /**
   * Counts the registrations of the event.
   * @param {unknown} event
   * @returns {number}
   */
  listenerCount(event: unknown): number;
  /**
   * Removes the listeners of one event, or of all events when called without an argument.
   * @param {unknown} [event]
   * @returns {this}
   */
  removeAllListeners(event?: unknown): this;
}

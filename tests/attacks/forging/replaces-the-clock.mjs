// tries: to put timers of its own in place of the scenarios' clock
// expects: wrong_answer
globalThis.setTimeout = (callback, _ms, ...args) => callback(...args);
globalThis.setImmediate = (callback, ...args) => callback(...args);
globalThis.queueMicrotask = (callback) => callback();
globalThis.Date = class extends Date {
  static now = () => 0;
};

// The contract as a model, and histories to hold against it.
import fc from 'fast-check';

/** The contract, as one plain list of registrations. */
export class Model {
  registrations = [];

  of(event) {
    return this.registrations.filter((one) => one.event === event);
  }

  on(event, name, isOnce = false) {
    this.registrations.push({ event, name, isOnce });
  }

  once(event, name) {
    this.on(event, name, true);
  }

  off(event, name) {
    const last = this.registrations.findLastIndex((one) => one.event === event && one.name === name);
    if (last !== -1) this.registrations.splice(last, 1);
  }

  emit(event) {
    const heard = this.of(event);
    this.registrations = this.registrations.filter((one) => !(heard.includes(one) && one.isOnce));
    return heard.map(({ name }) => name);
  }

  listenerCount(event) {
    return this.of(event).length;
  }

  removeAllListeners(...only) {
    this.registrations = this.registrations.filter((one) => only.length > 0 && one.event !== only[0]);
  }
}

// Most steps concern one event, or too little would happen to it in a history.
const otherKey = fc.constantFrom('__proto__', 'constructor', Symbol.for('tick'));
const key = fc.oneof({ arbitrary: fc.constant('data'), weight: 3 }, { arbitrary: otherKey, weight: 2 });
const step = (method, ...rest) => fc.tuple(fc.constant(method), ...rest);
const STEPS = {
  on: step('on', key, fc.constantFrom('ann', 'bob', 'cat')),
  off: step('off', key, fc.constantFrom('ann', 'bob', 'cat')),
  once: step('once', key, fc.constantFrom('dan', 'eve')), // never handed to off: that is E1
  emit: step('emit', key),
  listenerCount: step('listenerCount', key),
  removeAllOfOne: step('removeAllListeners', key),
  removeAll: step('removeAllListeners'),
};
/** Histories of an emitter: arrays of steps of these kinds. */
export const historyOf = (weights) => {
  const kinds = Object.entries(weights).map(([kind, weight]) => ({ arbitrary: STEPS[kind], weight }));
  return fc.array(fc.oneof(...kinds), { minLength: 1, maxLength: 40, size: 'max' }).map(withPlainOffs);
};

/** Keeps an off() only where one registration fits it: none is for C7, several are for C6 and E7. */
function withPlainOffs(history) {
  const model = new Model();
  return history.filter(([method, ...rest]) => {
    const [event, name] = rest;
    if (method === 'off' && model.of(event).filter((one) => one.name === name).length !== 1) return false;
    model[method](...rest);
    return true;
  });
}

'use strict';

function checkListener(listener) {
  if (typeof listener !== 'function') {
    throw new TypeError('Expected a function as listener, got ' + typeof listener);
  }
}

function unhandled(value) {
  if (value instanceof Error) return value;
  const error = new Error('Unhandled error event: ' + String(value));
  error.context = value;
  return error;
}

// A constructor function, and wrappers that remember the function they stand for.
function MyEventEmitter() {
  this._events = new Map();
}

MyEventEmitter.prototype.on = function on(event, listener) {
  checkListener(listener);
  if (!this._events.has(event)) this._events.set(event, []);
  this._events.get(event).push(listener);
  return this;
};

MyEventEmitter.prototype.once = function once(event, listener) {
  checkListener(listener);
  const emitter = this;
  let fired = false;
  function wrapper() {
    if (fired) return;
    fired = true;
    emitter.off(event, wrapper);
    listener.apply(emitter, arguments);
  }
  wrapper.listener = listener;
  return this.on(event, wrapper);
};

MyEventEmitter.prototype.off = function off(event, listener) {
  const listeners = this._events.get(event);
  if (!listeners) return this;
  for (let i = listeners.length - 1; i >= 0; i--) {
    if (listeners[i] === listener || listeners[i].listener === listener) {
      listeners.splice(i, 1);
      break;
    }
  }
  if (listeners.length === 0) this._events.delete(event);
  return this;
};

MyEventEmitter.prototype.emit = function emit(event, ...args) {
  const listeners = this._events.get(event);
  if (!listeners) {
    if (event === 'error') throw unhandled(args[0]);
    return false;
  }
  listeners.slice().forEach((listener) => listener.apply(this, args));
  return true;
};

MyEventEmitter.prototype.listenerCount = function listenerCount(event) {
  const listeners = this._events.get(event);
  return listeners ? listeners.length : 0;
};

MyEventEmitter.prototype.removeAllListeners = function removeAllListeners(event) {
  if (arguments.length === 0) this._events.clear();
  else this._events.delete(event);
  return this;
};

module.exports = { MyEventEmitter };

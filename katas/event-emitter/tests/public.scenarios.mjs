// What the public tests do with your class. `calls.spy(name)` is a listener that writes down
// its name and its arguments; `calls.list()` is what was written down so far.

export function emit_reaches_the_listener({ MyEventEmitter }, { calls, input }) {
  const emitter = new MyEventEmitter();
  emitter.on('data', calls.spy('listener'));
  emitter.emit('data', ...input);
  return calls.list();
}

export function emit_tells_whether_anyone_listened({ MyEventEmitter }, { calls }) {
  const emitter = new MyEventEmitter();
  emitter.on('known', calls.spy('listener'));
  return { known: emitter.emit('known'), unknown: emitter.emit('unknown') };
}

export function calls_chain({ MyEventEmitter }, { calls }) {
  const listener = calls.spy('listener');
  return new MyEventEmitter()
    .removeAllListeners('a')
    .on('a', listener)
    .once('a', listener)
    .off('b', listener)
    .listenerCount('a');
}

export function listeners_in_order({ MyEventEmitter }, { calls, input }) {
  const emitter = new MyEventEmitter();
  for (const name of input) emitter.on('data', calls.spy(name));
  emitter.emit('data');
  return calls.list();
}

export function off_between_two_emits({ MyEventEmitter }, { calls }) {
  const emitter = new MyEventEmitter();
  const leaves = calls.spy('leaves');
  emitter.on('data', leaves);
  emitter.on('data', calls.spy('stays'));
  emitter.emit('data', 1);
  emitter.off('data', leaves);
  emitter.emit('data', 2);
  return calls.list();
}

export function once_and_two_emits({ MyEventEmitter }, { calls }) {
  const emitter = new MyEventEmitter();
  emitter.once('ready', calls.spy('listener'));
  emitter.emit('ready', 'first');
  emitter.emit('ready', 'second');
  return calls.list();
}

export function counts({ MyEventEmitter }, { calls }) {
  const emitter = new MyEventEmitter();
  const seen = [emitter.listenerCount('data')];
  emitter.on('data', calls.spy('on'));
  emitter.once('data', calls.spy('once'));
  seen.push(emitter.listenerCount('data'));
  emitter.emit('data');
  seen.push(emitter.listenerCount('data'));
  return seen;
}

export function remove_all_of_one_event({ MyEventEmitter }, { calls }) {
  const emitter = new MyEventEmitter();
  emitter.on('a', calls.spy('a'));
  emitter.on('b', calls.spy('b'));
  emitter.removeAllListeners('a');
  emitter.emit('a');
  emitter.emit('b');
  return calls.list();
}

export function off_after_once({ MyEventEmitter }, { calls }) {
  const emitter = new MyEventEmitter();
  const listener = calls.spy('listener');
  emitter.once('ready', listener);
  emitter.off('ready', listener);
  emitter.emit('ready');
  return calls.list();
}

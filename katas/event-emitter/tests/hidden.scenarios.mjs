// Arrange and act; what is seen is judged elsewhere.

/** A listener that notes its name, and only that: with which arguments it is called is for C1 and C8. */
function named(calls, name, body) {
  return () => {
    calls.note(name);
    body?.();
  };
}

/** The names noted during each of several emits. */
function emitRounds(emitter, event, rounds, calls) {
  return Array.from({ length: rounds }, () => {
    const before = calls.list().length;
    emitter.emit(event);
    return calls
      .list()
      .slice(before)
      .map(([name]) => name);
  });
}

/** What comes of a call that may throw: `{ returned }` or `{ threw }`. */
function attempt(call) {
  try {
    return { returned: call() };
  } catch (error) {
    return { threw: error };
  }
}

/** Asked in the box, because an instance of a subclass of TypeError loses its kind on the way out. */
function kindOfThrown(outcome) {
  if (!('threw' in outcome)) return 'nothing';
  return outcome.threw instanceof TypeError ? 'a TypeError' : 'something else';
}

/** Which of the things a scenario knows a value is; a class instance itself cannot leave the box. */
const identify = (value, emitter) => (value === emitter ? 'the emitter' : typeof value);

export function arguments_of_listener({ MyEventEmitter }, { calls, input }) {
  const { event, method, emits } = input;
  const emitter = new MyEventEmitter();
  emitter[method](event, calls.spy('listener'));
  for (const args of emits) emitter.emit(event, ...args);
  return calls.list();
}

export function what_emit_returns({ MyEventEmitter }, { calls, input }) {
  const { event, names, emitted } = input;
  const emitter = new MyEventEmitter();
  for (const name of names) emitter.on(event, named(calls, name));
  return { returned: emitter.emit(emitted), calls: calls.list() };
}

export function what_methods_return({ MyEventEmitter }, { calls, input }) {
  const emitter = new MyEventEmitter();
  const listener = named(calls, 'listener');
  return {
    on: identify(emitter.on(input, listener), emitter),
    once: identify(emitter.once(input, listener), emitter),
    off: identify(emitter.off(input, listener), emitter),
    removeAllListeners: identify(emitter.removeAllListeners(input), emitter),
    listenerCount: typeof emitter.listenerCount(input),
  };
}

export function listeners_in_order({ MyEventEmitter }, { calls, input }) {
  const emitter = new MyEventEmitter();
  for (const [method, name] of input.registrations) emitter[method](input.event, named(calls, name));
  return emitRounds(emitter, input.event, 1, calls);
}

/** Takes the steps of each history, with an emitter of its own: [method, event, and for on, once and off a
 * listener's name]. For each step, the names noted during an emit, a listenerCount, or null. */
export function histories({ MyEventEmitter }, { calls, input }) {
  return input.map((history) => takeSteps(new MyEventEmitter(), history, calls));
}

function takeSteps(emitter, history, calls) {
  const listeners = new Map();
  for (const [, , name] of history) {
    if (name !== undefined && !listeners.has(name)) listeners.set(name, named(calls, name));
  }
  return history.map(([method, ...args]) => {
    if (method === 'emit') return emitRounds(emitter, args[0], 1, calls)[0];
    if (method === 'listenerCount') return emitter.listenerCount(args[0]);
    if (method === 'removeAllListeners') emitter.removeAllListeners(...args);
    else emitter[method](args[0], listeners.get(args[1]));
    return null;
  });
}

export function one_function_many_times({ MyEventEmitter }, { calls, input }) {
  const { event, times, offs } = input;
  const emitter = new MyEventEmitter();
  const listener = named(calls, 'listener');
  for (let n = 0; n < times; n += 1) emitter.on(event, listener);
  for (let n = 0; n < offs; n += 1) emitter.off(event, listener);
  emitter.emit(event);
  return { calls: calls.list(), count: emitter.listenerCount(event) };
}

export function off_with_what_is_unknown({ MyEventEmitter }, { calls, input }) {
  const { event, names, unknown } = input;
  const emitter = new MyEventEmitter();
  const known = names.map((name) => named(calls, name));
  for (const listener of known) emitter.on(event, listener);
  if (unknown === 'listener') emitter.off(event, named(calls, 'stranger'));
  else emitter.off(unknown, known[0]);
  emitter.emit(event);
  return { calls: calls.list(), count: emitter.listenerCount(event) };
}

export function receiver({ MyEventEmitter }, { calls, input }) {
  const emitter = new MyEventEmitter();
  emitter[input.method](input.event, function listener() {
    calls.note(input.label, identify(this, emitter));
  });
  emitter.emit(input.event);
  return calls.list();
}

/** The first listener removes one by name, perhaps itself, or all of them, the first time it runs. */
export function removal_during_emit({ MyEventEmitter }, { calls, input }) {
  const { event, names, method, victim, rounds } = input;
  const emitter = new MyEventEmitter();
  let removed = false;
  const remove = () => {
    if (removed) return;
    removed = true;
    if (method === 'off') emitter.off(event, listeners.get(victim));
    else emitter.removeAllListeners(event);
  };
  const listeners = new Map(names.map((name, n) => [name, named(calls, name, n === 0 ? remove : undefined)]));
  for (const listener of listeners.values()) emitter.on(event, listener);
  return emitRounds(emitter, event, rounds, calls);
}

/** The listener named `adder` adds one with the method named, the first time it runs. */
export function addition_during_emit({ MyEventEmitter }, { calls, input }) {
  const { event, names, adder, method, rounds } = input;
  const emitter = new MyEventEmitter();
  let added = false;
  const add = () => {
    if (added) return;
    added = true;
    emitter[method](event, named(calls, 'added'));
  };
  for (const name of names) emitter.on(event, named(calls, name, name === adder ? add : undefined));
  return emitRounds(emitter, event, rounds, calls);
}

export function count_after_each_change({ MyEventEmitter }, { calls, input }) {
  const { event, ons, onces, offs } = input;
  const emitter = new MyEventEmitter();
  const seen = {};
  seen.unknown = emitter.listenerCount(event);
  const listeners = Array.from({ length: ons }, () => named(calls, 'on'));
  for (const listener of listeners) emitter.on(event, listener);
  seen.afterOn = emitter.listenerCount(event);
  for (let n = 0; n < onces; n += 1) emitter.once(event, named(calls, 'once'));
  seen.afterOnce = emitter.listenerCount(event);
  for (const listener of listeners.slice(0, offs)) emitter.off(event, listener);
  seen.afterOff = emitter.listenerCount(event);
  emitter.emit(event);
  seen.afterEmit = emitter.listenerCount(event);
  return seen;
}

/** Adds two listeners to every event, removes (those of one event, or all), emits every event. */
export function removal_of_all({ MyEventEmitter }, { calls, input }) {
  const { events, removed } = input;
  const emitter = new MyEventEmitter();
  for (const event of events) {
    emitter.on(event, named(calls, event));
    emitter.once(event, named(calls, event));
  }
  const count = () => events.map((event) => emitter.listenerCount(event));
  const before = count();
  emitter.removeAllListeners(...removed);
  const after = count();
  for (const event of events) emitter.emit(event);
  return { before, after, calls: calls.list() };
}

export async function notes_around_emit({ MyEventEmitter }, { calls, input, clock }) {
  const emitter = new MyEventEmitter();
  for (const name of input.names) emitter.on(input.event, named(calls, name));
  calls.note('before emit');
  emitter.emit(input.event);
  calls.note('after emit');
  await clock.settle(); // so that a call that comes late is noted too
  return calls.list();
}

export function listener_that_throws({ MyEventEmitter }, { calls, input }) {
  const { event, names, thrower, error } = input;
  const emitter = new MyEventEmitter();
  const fail = () => {
    throw error;
  };
  for (const name of names) emitter.on(event, named(calls, name, name === thrower ? fail : undefined));
  const { threw } = attempt(() => emitter.emit(event));
  return { threw, calls: calls.list() };
}

/** For each event in turn, before and after it gets a listener: its count, and what emit returns. */
export function events_of_any_name({ MyEventEmitter }, { calls, input }) {
  const emitter = new MyEventEmitter();
  const look = (event) => ({ count: emitter.listenerCount(event), emitted: emitter.emit(event) });
  const seen = input.map((event) => {
    const before = look(event);
    emitter.on(event, named(calls, event));
    return { event, before, after: look(event) };
  });
  return { seen, calls: calls.list() };
}

/** Two symbols of one description, and the two strings they are most easily taken for. */
export function events_that_look_alike({ MyEventEmitter }, { calls, input }) {
  const symbol = Symbol(input);
  const emitter = new MyEventEmitter();
  const events = { symbol, namesake: Symbol(input), description: input, text: String(symbol) };
  for (const [name, event] of Object.entries(events)) emitter.on(event, named(calls, name));
  return Object.entries(events).map(([name, event]) => [name, ...emitRounds(emitter, event, 1, calls)]);
}

/** One emitter per name, all of them with the same event. */
export function several_emitters({ MyEventEmitter }, { calls, input }) {
  const { event, names } = input;
  const emitters = names.map(() => new MyEventEmitter());
  const countAll = () => emitters.map((emitter) => emitter.listenerCount(event));
  const counts = emitters.map((emitter, n) => {
    emitter.on(event, named(calls, names[n]));
    return countAll();
  });
  const heard = emitters.map((emitter) => emitRounds(emitter, event, 1, calls)[0]);
  return { counts, heard };
}

export function once_removed_by_original({ MyEventEmitter }, { calls, input }) {
  const { event, names, removed } = input;
  const emitter = new MyEventEmitter();
  const listeners = new Map(names.map((name) => [name, named(calls, name)]));
  for (const listener of listeners.values()) emitter.once(event, listener);
  for (const name of removed) emitter.off(event, listeners.get(name));
  const count = emitter.listenerCount(event);
  emitter.emit(event);
  return { count, calls: calls.list() };
}

export function once_that_emits_again({ MyEventEmitter }, { calls, input }) {
  const emitter = new MyEventEmitter();
  let left = input.again;
  const emitAgain = () => {
    while (left > 0) {
      left -= 1; // before the emit: it bounds the recursion of a listener that is still there
      calls.note('emits again');
      emitter.emit(input.event);
    }
  };
  emitter.once(input.event, named(calls, 'listener', emitAgain));
  emitter.emit(input.event);
  return calls.list();
}

export function once_that_throws({ MyEventEmitter }, { calls, input }) {
  const { event, error, emits } = input;
  const emitter = new MyEventEmitter();
  const fail = () => {
    throw error;
  };
  emitter.once(event, named(calls, 'listener', fail));
  for (let n = 0; n < emits; n += 1) attempt(() => emitter.emit(event));
  return { calls: calls.list(), count: emitter.listenerCount(event) };
}

/** Emits before the first off and after each one. */
export function emit_until_nobody_is_left({ MyEventEmitter }, { calls, input }) {
  const { event, names } = input;
  const emitter = new MyEventEmitter();
  const listeners = names.map((name) => named(calls, name));
  for (const listener of listeners) emitter.on(event, listener);
  const returned = [emitter.emit(event)];
  for (const listener of listeners) {
    emitter.off(event, listener);
    returned.push(emitter.emit(event));
  }
  return returned;
}

export function emits_after_once({ MyEventEmitter }, { calls, input }) {
  const emitter = new MyEventEmitter();
  emitter.once(input.event, named(calls, 'listener'));
  return Array.from({ length: input.emits }, () => emitter.emit(input.event));
}

export function registration_of_anything({ MyEventEmitter }, { input }) {
  const { event, method, values } = input;
  return values.map((value) => {
    const emitter = new MyEventEmitter();
    const outcome = attempt(() => emitter[method](event, value));
    return { value, threw: kindOfThrown(outcome), count: emitter.listenerCount(event) };
  });
}

export function removal_of_one_of_two({ MyEventEmitter }, { calls, input }) {
  const { event, other } = input;
  const emitter = new MyEventEmitter();
  emitter.on(event, named(calls, 'listener'));
  emitter.on(other, named(calls, 'other'));
  emitter.removeAllListeners(event);
  return { event: emitter.listenerCount(event), other: emitter.listenerCount(other) };
}

export function error_event({ MyEventEmitter }, { calls, input }) {
  const emitter = new MyEventEmitter();
  for (const name of input.names) emitter.on('error', named(calls, name));
  const outcome = attempt(() => emitter.emit('error', input.error));
  return { ...outcome, calls: calls.list() };
}

/** First without a listener, then with one; what is thrown may be anything, so only whether something is. */
export function error_event_without_error({ MyEventEmitter }, { calls, input }) {
  const emitter = new MyEventEmitter();
  const outcomeOf = (args) => ('threw' in attempt(() => emitter.emit('error', ...args)) ? 'threw' : 'returned');
  const alone = input.map(outcomeOf);
  emitter.on('error', named(calls, 'listener'));
  return { alone, heard: input.map(outcomeOf) };
}

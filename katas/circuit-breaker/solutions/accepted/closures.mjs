// No inheritance and no fields: a breaker is what its functions share. It has an emitter instead of being
// one, tells of everything a little later, and asks the clock as well as the timer whether the pause is over.
import { EventEmitter } from 'node:events';
import { performance } from 'node:perf_hooks';

const SAID = { CLOSED: 'close', OPEN: 'open', HALF_OPEN: 'halfOpen' };

export function CircuitBreaker(options) {
  const { failureThreshold, successThreshold, timeout, resetTimeout } = Object.assign(
    { failureThreshold: 5, successThreshold: 2, timeout: 10000, resetTimeout: 30000 },
    options,
  );
  const emitter = new EventEmitter();
  const trials = new Set();
  let [state, failureCount, successCount, lastFailureTime] = ['CLOSED', 0, 0, null];
  let [stay, openedAt, timer] = [Symbol(), 0, null];

  const tell = (event, ...payload) =>
    queueMicrotask(() => {
      try {
        emitter.emit(event, ...payload);
      } catch (ignored) {
        void ignored;
      }
    });

  function enter(to) {
    if (state === to) return;
    tell('stateChange', { from: state, to });
    tell(SAID[to]);
    state = to;
    stay = Symbol();
    successCount = 0;
    trials.clear();
    clearTimeout(timer);
    if (to === 'CLOSED') failureCount = 0;
    if (to === 'OPEN') {
      openedAt = performance.now();
      timer = setTimeout(wake, resetTimeout);
      timer.unref();
    }
  }

  function wake() {
    const rest = resetTimeout - (performance.now() - openedAt);
    if (rest > 0) timer = setTimeout(wake, rest).unref();
    else enter('HALF_OPEN');
  }

  function count(isGood, reason) {
    if (isGood && state === 'CLOSED') failureCount = 0;
    else if (isGood) {
      successCount += 1;
      if (successCount >= successThreshold) enter('CLOSED');
    } else {
      failureCount += 1;
      lastFailureTime = Date.now();
      tell('failure', { error: reason instanceof Error ? reason.message : typeof reason, failureCount });
      if (state === 'HALF_OPEN' || failureCount >= failureThreshold) enter('OPEN');
    }
  }

  function execute(fn) {
    const isOpen = state === 'OPEN' || (state === 'HALF_OPEN' && trials.size >= successThreshold);
    if (isOpen) return Promise.reject(Object.assign(new Error('Circuit breaker is OPEN'), { code: 'CIRCUIT_OPEN' }));
    const call = {};
    const startedIn = stay;
    if (state === 'HALF_OPEN') trials.add(call);
    return new Promise((resolve, reject) => {
      let isOver = false;
      const end = (isGood, result) => {
        if (isOver) return;
        isOver = true;
        clearTimeout(alarm);
        trials.delete(call);
        if (startedIn === stay) count(isGood, result);
        if (isGood) resolve(result);
        else reject(result);
      };
      const alarm = setTimeout(() => end(false, new Error('Circuit breaker timeout')), timeout);
      new Promise((start) => start(fn())).then(
        (result) => end(true, result),
        (reason) => end(false, reason),
      );
    });
  }

  return {
    execute,
    get status() {
      return { state, failureCount, successCount, lastFailureTime };
    },
    forceOpen: () => enter('OPEN'),
    forceClose: () => enter('CLOSED'),
    on: emitter.on.bind(emitter),
    once: emitter.once.bind(emitter),
    off: emitter.off.bind(emitter),
  };
}

export function CircuitBreakerRegistry(defaultOptions) {
  const breakers = {};
  return {
    get(name, options) {
      if (!Object.hasOwn(breakers, name)) breakers[name] = new CircuitBreaker({ ...defaultOptions, ...options });
      return breakers[name];
    },
    getAll: () => Object.fromEntries(Object.keys(breakers).map((name) => [name, breakers[name].status])),
  };
}

// The clock of an act: virtual, over every source of time that a solution may use, or the real one.
// `begin` gives an act its clock (undefined for real time), `end` takes it back.
import { syncBuiltinESMExports } from 'node:module';
import { performance as nodePerformance } from 'node:perf_hooks';
import timersPromises from 'node:timers/promises';
import FakeTimers from '@sinonjs/fake-timers';

/** Virtual time starts here in every act: 2030-01-01T00:00:00Z, in milliseconds. */
const START = Date.UTC(2030, 0, 1);

const realTimeout = AbortSignal.timeout;
const realImmediate = setImmediate;
const FILE_WORK = /^(FSReq|CloseReq)/; // as process.getActiveResourcesInfo names it in Node 24

/** Whether a kata's solutions may read and write files: `imports` are those that it allows. */
export const usesFiles = ({ imports }) => imports.some((name) => /^node:fs\b/.test(name));

/** Time as it is. */
export const realTime = { begin: () => undefined, end() {} };

/** Virtual time.
 *
 * It replaces setTimeout, setInterval, setImmediate and their clear functions, Date, performance.now,
 * process.hrtime, Intl's idea of now, node:timers, node:timers/promises and AbortSignal.timeout.
 * Microtasks and process.nextTick stay real: they are order, not time.
 *
 * A scenario's `clock`:
 *   await clock.tick(ms)   lets `ms` milliseconds pass; timers run in order, promises settle between them
 *   await clock.settle()   lets no time pass; promises that can settle do
 *   clock.now()            milliseconds since the act began
 *   clock.timers()         how many timers wait
 *   clock.waiting()        those timers, as `{ delay, holds }`: after how many milliseconds each goes off (1 where
 *                          Node makes 1 of a delay that is too long), whether it keeps the process alive
 *
 * With `files`, no time passes while something is read or written: files are real, and take no virtual time.
 * With `stays`, time is real again only when the process ends: for the box, where nobody else needs it. */
export function virtualTime({ stays = false, files = false } = {}) {
  let fake = null;
  return {
    begin() {
      if (fake) fake.reset();
      else fake = install(files);
      return fake.scenarioClock;
    },
    end() {
      if (stays) return;
      fake.uninstall();
      AbortSignal.timeout = realTimeout;
      delete nodePerformance.timeOrigin; // which lets the prototype's show again
      syncBuiltinESMExports();
      fake = null;
    },
  };
}

function install(files) {
  const fake = FakeTimers.install({ now: START, toNotFake: ['nextTick', 'queueMicrotask'] });
  AbortSignal.timeout = virtualTimeout;
  Object.defineProperty(nodePerformance, 'timeOrigin', { value: START, configurable: true }); // the global is a fake
  rememberHandles(fake);
  syncBuiltinESMExports();
  const scenarioClock = {
    tick: (ms) => (files ? tickBesideFiles(fake, ms) : fake.tickAsync(ms)),
    settle: () => (files ? settle(fake) : fake.tickAsync(0)),
    now: () => fake.now - START,
    timers: () => fake.countTimers(),
    waiting: () =>
      [...(fake.timers?.values() ?? [])].map(({ delay = 0, handle }) => ({ delay, holds: handle?.hasRef() ?? true })),
  };
  return { scenarioClock, reset: fake.reset, uninstall: fake.uninstall };
}

async function tickBesideFiles(fake, ms) {
  const end = fake.now + ms;
  await settle(fake);
  for (let next = nextTimer(fake); next <= end; next = nextTimer(fake)) {
    await fake.tickAsync(Math.max(next - fake.now, 0));
    await settle(fake);
  }
  await fake.tickAsync(Math.max(end - fake.now, 0));
  await settle(fake);
}

/** Lets promises settle, also those that wait for files. */
async function settle(fake) {
  let calm = 0;
  while (calm < 2) {
    await fake.tickAsync(0);
    await new Promise((resolve) => realImmediate(resolve));
    // Twice: what was due at once may have begun something else.
    calm = process.getActiveResourcesInfo().some((name) => FILE_WORK.test(name)) ? 0 : calm + 1;
  }
}

const nextTimer = (fake) =>
  [...(fake.timers?.values() ?? [])].reduce((least, { callAt }) => Math.min(least, callAt), Infinity);

/** Keeps with every timer the handle that its starter was given: only that knows of unref().
 * The fake node:timers/promises start theirs through the same methods, but forget the option `ref`. */
function rememberHandles(fake) {
  let ref = true;
  for (const name of ['setTimeout', 'setInterval', 'setImmediate']) {
    const apply = (start, self, args) => {
      const handle = Reflect.apply(start, self, args);
      if (!ref) handle.unref();
      fake.timers.get(Number(handle)).handle = handle;
      return handle;
    };
    fake[name] = new Proxy(fake[name], { apply }); // fake-timers keeps notes on the function itself
  }
  const withOption = (options, start) => {
    ref = options?.ref !== false;
    try {
      return start();
    } finally {
      ref = true;
    }
  };
  const { setTimeout: sleep, setImmediate: turn, setInterval: ticks } = timersPromises;
  timersPromises.setTimeout = (ms, value, options) => withOption(options, () => sleep(ms, value, options));
  timersPromises.setImmediate = (value, options) => withOption(options, () => turn(value, options));
  timersPromises.setInterval = (ms, value, options) => {
    const iterable = ticks(ms, value, options);
    return { [Symbol.asyncIterator]: () => withOption(options, () => iterable[Symbol.asyncIterator]()) };
  };
}

function virtualTimeout(ms) {
  const controller = new AbortController();
  const expire = () => controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
  setTimeout(expire, ms).unref();
  return controller.signal;
}

// The clock of an act: virtual, over every source of time that a solution may use, or the real one.
// `begin` gives an act its clock (undefined for real time), `end` takes it back.
import { syncBuiltinESMExports } from 'node:module';
import FakeTimers from '@sinonjs/fake-timers';

/** Virtual time starts here in every act: 2030-01-01T00:00:00Z, in milliseconds. */
const START = Date.UTC(2030, 0, 1);

const realTimeout = AbortSignal.timeout;

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
 *
 * With `stays`, time is real again only when the process ends: for the box, where nobody else needs it. */
export function virtualTime({ stays = false } = {}) {
  let fake = null;
  return {
    begin() {
      if (fake) fake.reset();
      else fake = install();
      return fake.scenarioClock;
    },
    end() {
      if (stays) return;
      fake.uninstall();
      AbortSignal.timeout = realTimeout;
      syncBuiltinESMExports();
      fake = null;
    },
  };
}

function install() {
  const fake = FakeTimers.install({ now: START, toNotFake: ['nextTick', 'queueMicrotask'] });
  AbortSignal.timeout = virtualTimeout;
  syncBuiltinESMExports();
  const scenarioClock = {
    tick: (ms) => fake.tickAsync(ms),
    settle: () => fake.tickAsync(0),
    now: () => fake.now - START,
    timers: () => fake.countTimers(),
  };
  return { scenarioClock, reset: fake.reset, uninstall: fake.uninstall };
}

function virtualTimeout(ms) {
  const controller = new AbortController();
  const expire = () => controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
  setTimeout(expire, ms);
  return controller.signal;
}

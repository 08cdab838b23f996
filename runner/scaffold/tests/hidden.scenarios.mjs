// Runs beside the solution, in the box. A scenario arranges, acts, and returns what it saw, in full. It
// holds no expected value and asserts nothing: the solution can read it.

/** Calls after pauses of the given milliseconds, and then `after` of quiet. */
export async function calls_after_pauses({ debounce }, { input, calls, clock }) {
  const { ms, pauses, after } = input;
  const debounced = debounce(noteWithTime(calls, clock), ms);
  for (const [n, pause] of pauses.entries()) {
    await clock.tick(pause);
    debounced(n, 'of', pauses.length);
  }
  await clock.tick(after);
  return calls.list();
}

/** A call that is cancelled, and one after it that is not. */
export async function cancel({ debounce }, { input, calls, clock }) {
  const { ms, early } = input;
  const debounced = debounce(noteWithTime(calls, clock), ms);
  debounced('dropped');
  await clock.tick(early);
  debounced.cancel();
  await clock.tick(2 * ms);
  const whileCancelled = calls.list();
  debounced('kept');
  await clock.tick(ms);
  return { whileCancelled, calls: calls.list() };
}

const noteWithTime =
  (calls, clock) =>
  (...args) =>
    calls.note(clock.now(), ...args);

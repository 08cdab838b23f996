// Like hidden.scenarios.mjs, for the candidate to read and run.

export async function two_calls({ debounce }, { calls, clock }) {
  const debounced = debounce(calls.spy('fn'), 100);
  debounced('first');
  await clock.tick(99);
  debounced('second');
  await clock.tick(99);
  const early = calls.list();
  await clock.tick(1);
  return { early, calls: calls.list() };
}

export async function cancelled({ debounce }, { calls, clock }) {
  const debounced = debounce(calls.spy('fn'), 100);
  debounced('dropped');
  debounced.cancel();
  await clock.tick(1000);
  return calls.list();
}

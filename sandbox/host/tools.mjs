// What a scenario is handed besides the solution: `input`, `calls`, `fixture`, `waitFor`, and
//   reload()   another fresh copy of the solution, as the next process would load it
//   clock      in virtual time: see clock.mjs
//   start()    in a kata with process = "own": see processes.mjs

/** A record of what was called, in order.
 * `calls.spy(name, body?)` is a function that notes `[name, ...args]` and then runs `body`, if any,
 * with the same `this` and arguments; `calls.note(name, ...values)` notes without being called back;
 * `calls.list()` is the record so far, an array of arrays. */
export function createCalls() {
  const record = [];
  return {
    spy(name, body) {
      return function spy(...args) {
        record.push([name, ...args]);
        return body?.apply(this, args);
      };
    },
    note(name, ...values) {
      record.push([name, ...values]);
    },
    list() {
      return [...record];
    },
  };
}

/** `fixture(name)` is the absolute path of a file of the kata's tests/fixtures. */
export const fixturesIn = (folder) => (name) => `${folder}/${name}`;

/** `waitFor(what, promise)` settles as the promise does; if the time is up meanwhile, the candidate reads `what` it
 * was that the solution did not do: "an answer to the request". */
export const createWaitFor = (waits) => async (what, promise) => {
  waits(what);
  try {
    return await promise;
  } finally {
    waits(null);
  }
};

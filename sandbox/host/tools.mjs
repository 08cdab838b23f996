// What a scenario is handed besides the solution: `calls`, `fixture` and `input` (and `clock`, see clock.mjs).

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

// Stands in for node:test where a kata's tests are not to run as they are written down: shuffled, or once
// for each mutant. Katas keep their tests flat, so this is all there is to stand in for.

/** The tests, `{ name, args }` as test() was given them, in order. */
export const collected = [];
const hooks = { beforeEach: [], afterEach: [] };

export function test(...args) {
  collected.push({ name: args[0], args });
}
export const beforeEach = (hook) => hooks.beforeEach.push(hook);
export const afterEach = (hook) => hooks.afterEach.push(hook);
export { test as it, test as default };

/** Runs one test with its hooks. Resolves with what it threw, or with null. */
export async function runTest({ name, args }) {
  const context = { name, passed: true };
  let thrown = null;
  const attempt = async (body) => {
    try {
      await body(context);
    } catch (error) {
      thrown ??= error;
      context.passed = false;
    }
  };
  for (const hook of hooks.beforeEach) await attempt(hook);
  if (!thrown) await attempt(args.at(-1));
  for (const hook of hooks.afterEach) await attempt(hook);
  return thrown;
}

// What the judge's programs leave a kata's tests: no network, no processes, no threads.
import { isBuiltin, registerHooks, syncBuiltinESMExports } from 'node:module';
import { serveModules } from '../memory.mjs';

const OURS = {
  kata: new URL('act.mjs', import.meta.url).href,
  'kata/property': new URL('property.mjs', import.meta.url).href,
};
const ALLOWED = new Set([
  'assert',
  'assert/strict',
  'buffer',
  'crypto',
  'events',
  'fs',
  'path',
  'string_decoder',
  'test',
  'timers',
  'timers/promises',
  'url',
  'util',
]);

/** Prepares this process for the tests in `modules`. With `collects`, what they hand to node:test is
 * collected (see collect.mjs) and not run. */
export function confine(modules, { collects }) {
  Error.stackTraceLimit = 0; // an error that is expected is shown, and not where in the tests it was made
  Object.defineProperty(process, 'stdout', { get: () => process.stderr, configurable: true });
  serveModules(modules);
  const ours = collects ? { ...OURS, 'node:test': new URL('collect.mjs', import.meta.url).href } : OURS;
  registerHooks({
    resolve(specifier, context, next) {
      if (Object.hasOwn(ours, specifier)) return { url: ours[specifier], shortCircuit: true };
      if (isBuiltin(specifier) && context.parentURL?.startsWith('kata:')) checkBuiltin(specifier);
      return next(specifier, context);
    },
  });
  closeNetwork();
}

function closeNetwork() {
  for (const name of ['fetch', 'WebSocket', 'EventSource']) delete globalThis[name];
  const { getBuiltinModule } = process;
  process.getBuiltinModule = (name) => {
    checkBuiltin(name);
    return getBuiltinModule(name);
  };
  process.binding = checkBuiltin;
  syncBuiltinESMExports();
}

function checkBuiltin(specifier) {
  if (ALLOWED.has(String(specifier).replace(/^node:/, ''))) return;
  throw new Error(`a kata's tests may not import '${specifier}': they judge what the box observed`);
}

// The judge's program: runs a kata's tests, which the supervisor hands over, and leaves them no network,
// no processes, no threads. node:test reports through reporter.mjs on descriptor 1.
import '../drop.mjs';
import { isBuiltin, registerHooks, syncBuiltinESMExports } from 'node:module';
import { receive, send } from '../lines.mjs';
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

const { modules, tests } = receive();
send({ started: true });
Error.stackTraceLimit = 0; // an error that is expected is shown, and not where in the tests it was made
Object.defineProperty(process, 'stdout', { get: () => process.stderr, configurable: true });
serveModules(modules);
registerHooks({
  resolve(specifier, context, next) {
    if (Object.hasOwn(OURS, specifier)) return { url: OURS[specifier], shortCircuit: true };
    if (isBuiltin(specifier) && context.parentURL?.startsWith('kata:')) checkBuiltin(specifier);
    return next(specifier, context);
  },
});
closeNetwork();
await import(`kata:/${tests}`);

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

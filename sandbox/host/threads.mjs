// Threads that a solution starts are held to the import rules, too: each loads thread.mjs before its program.
// Nothing that thread.mjs imports may await at its top: V8 ends the whole process when a thread is terminated in that
// moment (Node 24; "Check failed: (location_) != nullptr").
import { syncBuiltinESMExports } from 'node:module';
import threads from 'node:worker_threads';

// Taken before a solution can replace them.
const { construct } = Reflect;
const { URL } = globalThis;
const { env } = process;
const startsWith = Function.prototype.call.bind(String.prototype.startsWith);

/** Replaces Worker by one that guards what it starts. `settings` (`{ folder, fixtures, imports, packages }`)
 * are those of the loader and the rules. `live()` tells how many threads are there that have not ended. */
export function guardThreads({ refuse }, settings) {
  const guard = new URL(`thread.mjs?${encodeURIComponent(JSON.stringify(settings))}`, import.meta.url).href;
  const { Worker, SHARE_ENV } = threads;
  const guarded = new Proxy(Worker, {
    construct(target, [asGiven, options], asked) {
      // Copies: what is looked at here must be what Node is handed, whatever getters the originals have.
      const program = typeof asGiven === 'string' ? asGiven : new URL(`${asGiven}`);
      const chosen = { ...options };
      // Node loads nothing before a program that is handed over as text.
      if (chosen.eval || startsWith(`${program}`, 'data:'))
        refuse('new Worker of a text', "a thread's program is a file of the kata or of the solution");
      if (chosen.env !== SHARE_ENV) chosen.env = { ...(chosen.env ?? env) };
      const { NODE_OPTIONS } = chosen.env === SHARE_ENV ? env : chosen.env;
      // Some of them make Node load a file before the guard.
      if (NODE_OPTIONS !== undefined || [...(chosen.execArgv ?? [])].length > 0)
        refuse('new Worker with options for Node', 'a thread runs as the process does');
      chosen.execArgv = ['--import', guard];
      return construct(target, [program, chosen], asked === guarded ? target : asked);
    },
  });
  Worker.prototype.constructor = guarded;
  threads.Worker = guarded;
  syncBuiltinESMExports();

  let count = 0;
  process.on('worker', (worker) => {
    count += 1;
    worker.once('exit', () => (count -= 1));
  });
  return { live: () => count };
}

// What every process that loads a solution is made ready with: the rules hold, and no door is left open.
import { closeSideDoors, guardReimplemented } from './rules.mjs';

/** Closes this process behind what it has loaded so far: from now on `rules` decide what is imported, and
 * `loader` trusts nobody else. `settings` are those of the run, `refused` is told what a thread was refused.
 * Resolves with `{ live }`, which tells how many threads are there that have not ended. */
export async function closeRealm({ rules, loader, settings, refused }) {
  const { folder, fixtures, imports, packages, reimplements } = settings;
  let threads = { live: () => 0 };
  if (imports.includes('node:worker_threads')) {
    const { guardThreads } = await import('./threads.mjs');
    process.on('workerMessage', (message) => {
      if (message?.refused) refused(message.refused);
    });
    threads = guardThreads(rules, { folder, fixtures, imports, packages });
  }
  guardReimplemented(reimplements, rules);
  closeSideDoors(rules);
  loader.seal();
  return threads;
}

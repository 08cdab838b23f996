// The switch of an instrumented solution (see author/mutate.mjs), which holds all its mutants.
const HITS = 100_000;

/** Switches one mutant on, or none ("") and notes what is reached. To be called before the solution is loaded.
 * A mutant that is reached over and over throws: most endless loops end there, and their box lives on. */
export function switchOn(mutant) {
  globalThis.__stryker__ = { activeMutant: mutant, hitCount: 0, hitLimit: HITS };
}

/** The ids of the mutants that were reached since. */
export const reached = () => Object.keys(globalThis.__stryker__.mutantCoverage?.static ?? {});

/** Adds those that were reached in another process. */
export function noteReached(ids) {
  const { __stryker__: switches } = globalThis;
  switches.mutantCoverage ??= { static: {} };
  for (const id of ids) switches.mutantCoverage.static[id] = 1;
}

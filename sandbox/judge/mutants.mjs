// The judge's program for mutants of an accepted solution: every mutant is held against the tests that reach
// it, until one notices. The solution holds all of them, and each act says which one is switched on.
//
// A mutant is reported as a test is, under its id: "fail" when it was killed, with the name of the test that
// did it as the message; "pass" when it survived; "skip" when no test reaches it. The solution itself comes
// first, as "". In the end, those of the `doubted` tests are reported as "needed" that notice a mutant which
// no test of their requirement before them does.
import '../drop.mjs';
import { receive, send } from '../lines.mjs';
import { confine } from './confine.mjs';

const { modules, tests, mutants, doubted } = receive();
send({ started: true });
confine(modules, { collects: true });
const { collected, runTest } = await import('./collect.mjs');
const { switchOn, takeReached } = await import('./act.mjs');
await import(`kata:/${tests}`);

const requirementOf = ({ name }) => name.split(' ')[0];
const reachedBy = new Map();
const killers = new Map();
const broken = await runAgainst('', collected);
report('', broken);
if (!broken) {
  for (const mutant of mutants) await reportFate(mutant);
  for (const rivals of Map.groupBy(collected, requirementOf).values()) await reportNeeded(rivals);
}
send({ end: true });

async function reportFate(mutant) {
  const reaching = collected.filter((test) => reachedBy.get(test).has(mutant));
  if (reaching.length) report(mutant, await runAgainst(mutant, reaching));
  else send({ test: { name: mutant, status: 'skip' } });
}

/** Reports the doubted ones among the tests of a requirement that are the first of these to notice some mutant. */
async function reportNeeded(rivals) {
  const doubts = new Set(rivals.filter(({ name }) => doubted.includes(name)));
  for (const mutant of mutants) {
    if (doubts.size === 0) return;
    const reaching = rivals.filter((test) => reachedBy.get(test).has(mutant));
    const killer = killers.get(mutant);
    const isKnown = killer && requirementOf(killer) === requirementOf(rivals[0]);
    const first = isKnown ? killer : (await runAgainst(mutant, reaching))?.test;
    if (doubts.delete(first)) send({ test: { name: first.name, status: 'needed' } });
  }
}

/** The first of the tests that fails with this mutant, and what it threw; null when none does. */
async function runAgainst(mutant, all) {
  switchOn(mutant);
  for (const test of all) {
    const thrown = await runTest(test);
    if (mutant === '') reachedBy.set(test, takeReached());
    if (thrown) return { test, thrown };
  }
  return null;
}

function report(mutant, killed) {
  if (killed) killers.set(mutant, killed.test);
  if (!killed) send({ test: { name: mutant, status: 'pass' } });
  else send({ test: { name: mutant, status: 'fail', error: { kind: 'assertion', message: killed.test.name } } });
}

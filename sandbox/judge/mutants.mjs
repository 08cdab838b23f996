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

const reachedBy = new Map();
report('', await runAgainst('', collected));
for (const mutant of mutants) {
  const reaching = collected.filter((test) => reachedBy.get(test).has(mutant));
  if (reaching.length) report(mutant, await runAgainst(mutant, reaching));
  else send({ test: { name: mutant, status: 'skip' } });
}
for (const test of collected) {
  if (doubted.includes(test.name) && (await isNeeded(test))) send({ test: { name: test.name, status: 'needed' } });
}
send({ end: true });

async function isNeeded(test) {
  const requirement = ({ name }) => name.split(' ')[0];
  const rivals = collected.slice(0, collected.indexOf(test)).filter((one) => requirement(one) === requirement(test));
  for (const mutant of mutants) {
    if (!reachedBy.get(test).has(mutant)) continue;
    if ((await runAgainst(mutant, [...rivals, test]))?.test === test) return true;
  }
  return false;
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
  if (!killed) send({ test: { name: mutant, status: 'pass' } });
  else send({ test: { name: mutant, status: 'fail', error: { kind: 'assertion', message: killed.test.name } } });
}

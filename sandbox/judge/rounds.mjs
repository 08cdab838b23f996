// A judge that serves one run after another: for a batch, where its start and its first steps, before the engine has
// compiled what is run often, take longer than the rest.
import { suite } from 'node:test';
import { receive, send } from '../lines.mjs';
import { watchRealm } from '../host/integrity.mjs';
import './act.mjs'; // its hooks are for the tests of every run
import { hearSuites } from './reporter.mjs';

/** After so many runs there is another judge: node:test keeps every test that it has run. */
const MOST = 25;

/** Runs `tests` (a path below kata:/), and again for each message that comes, until none does. They are evaluated anew
 * for each run, with all that they import under kata:/. What a run has changed in this realm (see integrity.mjs for what
 * is watched) would be the next one's: then there is no next one. */
export async function serveRounds(tests) {
  const realm = watchRealm({ packages: ['node:test'] });
  for (let round = 1; ; round += 1) {
    const reported = new Promise((resolve) => hearSuites(resolve));
    suite(`round ${round}`, () => import(`kata:/${tests}?round=${round}`).catch(end));
    await reported;
    send({ end: true, again: round < MOST && realm.changed().length === 0 });
    if (receive() === null) process.exit(0);
    send({ started: true });
  }
}

/** Tests that do not load: node:test would cancel those that were read before. */
function end(error) {
  console.error(error);
  process.exit(1);
}

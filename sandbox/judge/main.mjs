// The judge's program: runs a kata's tests, which the supervisor hands over. node:test reports through
// reporter.mjs on descriptor 1.
import '../drop.mjs';
import { test } from 'node:test';
import { receive, send } from '../lines.mjs';
import { confine } from './confine.mjs';

const { modules, tests, shuffled, rounds } = receive();
send({ started: true });
confine(modules, { collects: shuffled });
if (rounds) await (await import('./rounds.mjs')).serveRounds(tests);
else await import(`kata:/${tests}`);
if (shuffled) await runShuffled();

/** For the authors of a kata: a test that needs another one before it is a broken test. */
async function runShuffled() {
  const { collected, runTest } = await import('./collect.mjs');
  const { shuffle } = await import('./property.mjs');
  for (const one of shuffle(collected)) {
    test(one.name, async () => {
      const thrown = await runTest(one);
      if (thrown) throw thrown;
    });
  }
}

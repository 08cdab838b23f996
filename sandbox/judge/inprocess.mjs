// Acts in this very process, unsandboxed, for authors and candidates under plain `node --test`:
// KATA_SOLUTION names the solution.
import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'smol-toml';
import { realTime, virtualTime } from '../host/clock.mjs';
import { createLoader } from '../host/loader.mjs';
import { createServe } from '../host/serve.mjs';

const testFile = process.argv[1];
const kataFolder = dirname(dirname(testFile));
const fixtures = join(kataFolder, 'tests', 'fixtures');
const solution = process.env.KATA_SOLUTION;
if (!solution) throw new Error('name the solution: KATA_SOLUTION=path/to/solution.mjs node --test …');

const path = resolve(solution);
const isFolder = statSync(path).isDirectory();
const { time, exports } = parse(readFileSync(join(kataFolder, 'kata.toml'), 'utf8'));
const { prepare, serve } = createServe({
  time: time === 'virtual' ? virtualTime() : realTime,
  exports,
  scenarios: await import(pathToFileURL(testFile.replace('.test.', '.scenarios.')).href),
  fixtures,
  loader: createLoader({
    fixtures,
    folder: isFolder ? path : dirname(path),
    entry: isFolder ? 'index.mjs' : path.slice(dirname(path).length + 1),
  }),
});

export async function exchange({ scenario, input }) {
  const { seen, threw } = await serve(scenario, input, prepare());
  return threw ? { failed: { verdict: 'wrong_answer', message: `${threw.name}: ${threw.message}` } } : { seen };
}

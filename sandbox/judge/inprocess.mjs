// Acts in this very process, unsandboxed, for authors and candidates under plain `node --test`:
// KATA_SOLUTION names the solution.
import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'smol-toml';
import { realTime, usesFiles, virtualTime } from '../host/clock.mjs';
import { createLoader } from '../host/loader.mjs';
import { createProcesses } from '../host/processes.mjs';
import { createServe } from '../host/serve.mjs';

const testFile = process.argv[1];
const kataFolder = dirname(dirname(testFile));
const fixtures = join(kataFolder, 'tests', 'fixtures');
const solution = process.env.KATA_SOLUTION;
if (!solution) throw new Error('name the solution: KATA_SOLUTION=path/to/solution.mjs node --test …');

const path = resolve(solution);
const isFolder = statSync(path).isDirectory();
const folder = isFolder ? path : dirname(path);
const entry = isFolder ? 'index.mjs' : path.slice(folder.length + 1);
const toml = parse(readFileSync(join(kataFolder, 'kata.toml'), 'utf8'));
const { time, exports, imports = [], packages = [], reimplements = [] } = toml;
const settings = { exports, imports, packages, reimplements, folder, fixtures, entry };
const { prepare, serve } = createServe({
  time: time === 'virtual' ? virtualTime({ files: usesFiles(settings) }) : realTime,
  exports,
  scenarios: await import(pathToFileURL(testFile.replace('.test.', '.scenarios.')).href),
  fixtures,
  loader: createLoader({ folder, fixtures, entry }),
  processes: toml.process === 'own' ? createProcesses(settings, () => {}) : null,
});

export async function exchange({ scenario, input }) {
  const nothing = () => {};
  const { seen, threw } = await serve({ scenario, input, loaded: nothing, waits: nothing }, prepare());
  return threw ? { failed: { verdict: 'wrong_answer', message: `${threw.name}: ${threw.message}` } } : { seen };
}

// Of what kata and with which solution the tests run, in the folder of whoever solves it.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const tests = fileURLToPath(new URL('../../', import.meta.url));
const folder = dirname(tests);
const { slug, packages, ...rest } = JSON.parse(readFileSync(new URL('../kata.json', import.meta.url), 'utf8'));
const SUFFIXES = ['js', 'mjs', 'cjs', 'ts', 'mts', 'cts'];

/** What is in the kata's rules; `solution` is a file, `scenarios` and `fixtures` are paths. */
export const settings = {
  ...rest,
  packages,
  solution: process.env.KATA_SOLUTION ?? find(),
  scenarios: join(tests, 'public.scenarios.mjs'),
  fixtures: join(tests, 'fixtures'),
};

/** The file that holds the solution: the same names as `kata run` looks for. */
function find() {
  const names = [slug, 'solution', 'index', `src/${slug}`, 'src/solution', 'src/index'];
  const paths = names.flatMap((name) => SUFFIXES.map((suffix) => join(folder, `${name}.${suffix}`)));
  const found = paths.find((path) => existsSync(path));
  if (!found) throw new Error(`write your solution into ${relative(process.cwd(), paths[0])}`);
  const missing = packages.filter((name) => !existsSync(join(folder, 'node_modules', name)));
  if (missing.length) throw new Error(`the solution may use ${missing.join(' and ')}: run \`npm install\` first`);
  return found;
}

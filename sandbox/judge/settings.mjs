// Of what kata and with which solution the tests run under plain `node --test`, for the author of a kata.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'smol-toml';

const testFile = process.argv[1];
const kataFolder = dirname(dirname(testFile));
if (!process.env.KATA_SOLUTION) throw new Error('name the solution: KATA_SOLUTION=path/to/solution.mjs node --test …');

const toml = parse(readFileSync(join(kataFolder, 'kata.toml'), 'utf8'));
const { time, process: kind, exports, imports = [], packages = [], reimplements = [] } = toml;

/** What kata.toml says of it; `solution` is a file or a folder, `scenarios` and `fixtures` are paths. */
export const settings = {
  ...{ time, process: kind, exports, imports, packages, reimplements },
  solution: process.env.KATA_SOLUTION,
  scenarios: testFile.replace('.test.', '.scenarios.'),
  fixtures: join(kataFolder, 'tests', 'fixtures'),
};

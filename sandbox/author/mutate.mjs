// For authors of katas: puts every mutant of a solution behind one switch (see host/mutants.mjs).
//
// Reads `{ files: { path: text } }` from standard input and writes `{ files, mutants }` as JSON: the same files
// with the switch in them, and of each mutant `{ id, file, kind, start, end, text }`: what stands in the file
// from `start` to `end`, offsets in characters, becomes `text`.
import { readFileSync } from 'node:fs';
import { Instrumenter } from '@stryker-mutator/instrumenter';

const quiet = () => {};
const logger = { debug: quiet, info: quiet, warn: quiet, isDebugEnabled: () => false };

const { files } = JSON.parse(readFileSync(0, 'utf8'));
const given = Object.entries(files).map(([name, content]) => ({ name, content, mutate: true }));
const options = { plugins: null, excludedMutations: [], ignorers: [] };
const { files: made, mutants } = await new Instrumenter(logger).instrument(given, options);
const instrumented = Object.fromEntries(made.map(({ name, content }) => [name, content]));
process.stdout.write(JSON.stringify({ files: instrumented, mutants: mutants.map(describe) }));

function describe({ id, fileName, mutatorName, location, replacement }) {
  const starts = lineStarts(files[fileName]);
  const offset = ({ line, column }) => starts[line] + column;
  const place = { start: offset(location.start), end: offset(location.end) };
  return { id, file: fileName, kind: mutatorName, ...place, text: replacement };
}

function lineStarts(text) {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

// fails: C3
// All calls share one count of reads.
import { readFile } from 'node:fs/promises';

let active = 0;
const queue = [];

export async function readFilesWithLimit(filePaths, limit) {
  if (limit !== Infinity && !(Number.isInteger(limit) && limit > 0)) {
    throw new RangeError('limit must be a positive integer or Infinity');
  }
  return Promise.all(filePaths.map((path) => inTurn(path, limit)));
}

async function inTurn(path, limit) {
  while (active >= limit) await new Promise((resolve) => queue.push(resolve));
  active += 1;
  try {
    return await readFile(path, 'utf8');
  } catch (reason) {
    return { error: reason?.message ?? String(reason), path };
  } finally {
    active -= 1;
    queue.shift()?.();
  }
}

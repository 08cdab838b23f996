// fails: C4
// Waits for a whole batch before it begins the next.
import { readFile } from 'node:fs/promises';

export async function readFilesWithLimit(filePaths, limit) {
  if (limit !== Infinity && !(Number.isInteger(limit) && limit > 0)) {
    throw new RangeError('limit must be a positive integer or Infinity');
  }
  const results = [];
  const paths = [...filePaths];
  while (paths.length > 0) {
    const batch = paths.splice(0, Math.min(limit, paths.length));
    results.push(...(await Promise.all(batch.map(read))));
  }
  return results;
}

async function read(path) {
  try {
    return await readFile(path, 'utf8');
  } catch (reason) {
    return { error: reason?.message ?? String(reason), path };
  }
}

// fails: C1
// Puts results down as they come.
import { readFile } from 'node:fs/promises';

export async function readFilesWithLimit(filePaths, limit) {
  if (limit !== Infinity && !(Number.isInteger(limit) && limit > 0)) {
    throw new RangeError('limit must be a positive integer or Infinity');
  }
  const results = [];
  const waiting = [...filePaths].entries();
  const work = async () => {
    for (const [, path] of waiting) results.push(await read(path));
  };
  await Promise.all(Array.from({ length: Math.min(limit, filePaths.length) }, work));
  return results;
}

async function read(path) {
  try {
    return await readFile(path, 'utf8');
  } catch (reason) {
    return { error: reason?.message ?? String(reason), path };
  }
}

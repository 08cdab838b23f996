// fails: C12
// Decodes with a TextDecoder that takes the byte order mark away.
import { readFile } from 'node:fs/promises';

export async function readFilesWithLimit(filePaths, limit) {
  if (limit !== Infinity && !(Number.isInteger(limit) && limit > 0)) {
    throw new RangeError('limit must be a positive integer or Infinity');
  }
  const results = [];
  const waiting = [...filePaths].entries();
  const work = async () => {
    for (const [index, path] of waiting) results[index] = await read(path);
  };
  await Promise.all(Array.from({ length: Math.min(limit, filePaths.length) }, work));
  return results;
}

async function read(path) {
  try {
    return new TextDecoder().decode(await readFile(path));
  } catch (reason) {
    return { error: reason?.message ?? String(reason), path };
  }
}

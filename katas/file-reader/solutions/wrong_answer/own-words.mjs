// fails: C5
// Tells what went wrong in words of its own.
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
    return await readFile(path, 'utf8');
  } catch (reason) {
    return { error: reason?.code ? `${reason.code}: cannot read the file` : String(reason), path };
  }
}

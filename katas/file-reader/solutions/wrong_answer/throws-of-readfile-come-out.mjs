// fails: C5
// Hears of failures by the callback, but readFile throws, too.
import { readFile } from 'node:fs';

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

function read(path) {
  return new Promise((resolve) => {
    readFile(path, 'utf8', (reason, text) => {
      resolve(reason ? { error: reason.message ?? String(reason), path } : text);
    });
  });
}

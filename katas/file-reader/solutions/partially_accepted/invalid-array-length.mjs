// fails: E3
// An odd limit ends in the RangeError of an array of so many workers, which does not say what is wrong.
import { readFile } from 'node:fs/promises';

export async function readFilesWithLimit(filePaths, limit) {
  if (limit === 0 || limit === null) throw new RangeError('limit must not be 0');
  const results = [];
  const waiting = [...filePaths].entries();
  const work = async () => {
    for (const [index, path] of waiting) results[index] = await read(path);
  };
  await Promise.all(new Array(Math.min(limit, filePaths.length)).fill().map(work));
  return results;
}

async function read(path) {
  try {
    return await readFile(path, 'utf8');
  } catch (reason) {
    return { error: reason?.message ?? String(reason), path };
  }
}

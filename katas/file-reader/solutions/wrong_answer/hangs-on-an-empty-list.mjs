// fails: C7
// Looks whether it is done when a read has ended: without one it never is.
import { readFile } from 'node:fs/promises';

export async function readFilesWithLimit(filePaths, limit) {
  if (limit !== Infinity && !(Number.isInteger(limit) && limit > 0)) {
    throw new RangeError('limit must be a positive integer or Infinity');
  }
  const paths = [...filePaths];
  const results = [];
  let next = 0;
  let done = 0;
  return new Promise((resolve) => {
    const advance = async () => {
      const index = next++;
      results[index] = await read(paths[index]);
      done += 1;
      if (done === paths.length) resolve(results);
      else if (next < paths.length) advance();
    };
    while (next < limit && next < paths.length) advance();
  });
}

async function read(path) {
  try {
    return await readFile(path, 'utf8');
  } catch (reason) {
    return { error: reason?.message ?? String(reason), path };
  }
}

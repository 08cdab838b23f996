// fails: C4
// The next read begins when one has succeeded; after a failure, only when no other is left to do so.
import { readFile } from 'node:fs/promises';

export async function readFilesWithLimit(filePaths, limit) {
  if (limit !== Infinity && !(Number.isInteger(limit) && limit > 0)) {
    throw new RangeError('limit must be a positive integer or Infinity');
  }
  const paths = [...filePaths];
  const results = [];
  let next = 0;
  let active = 0;
  return new Promise((resolve) => {
    const advance = () => {
      while (active < limit && next < paths.length) begin(next++);
      if (active === 0) resolve(results);
    };
    const begin = async (index) => {
      active += 1;
      results[index] = await read(paths[index]);
      active -= 1;
      if (typeof results[index] === 'string' || active === 0) advance();
    };
    advance();
  });
}

async function read(path) {
  try {
    return await readFile(path, 'utf8');
  } catch (reason) {
    return { error: reason?.message ?? String(reason), path };
  }
}

// fails: all
// Lets another program read the files.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

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
    return (await run('cat', [path])).stdout;
  } catch (reason) {
    return { error: reason?.message ?? String(reason), path };
  }
}

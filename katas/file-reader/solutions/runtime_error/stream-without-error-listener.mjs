// fails: C2 C4 C5 C9 C10 C11 C13 E5
// Nobody listens for the error of a stream, so a missing file is an uncaught exception of the process.
import { createReadStream } from 'node:fs';

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
    let text = '';
    createReadStream(path, 'utf8')
      .on('data', (chunk) => (text += chunk))
      .on('close', () => resolve(text));
  });
}

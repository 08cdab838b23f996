// fails: C2
// Begins the next file as soon as the first bytes of one are there.
import { createReadStream } from 'node:fs';

export async function readFilesWithLimit(filePaths, limit) {
  if (limit !== Infinity && !(Number.isInteger(limit) && limit > 0)) {
    throw new RangeError('limit must be a positive integer or Infinity');
  }
  const waiting = [...filePaths].entries();
  const reads = [];
  const work = async () => {
    for (const [index, path] of waiting) {
      await new Promise((begun) => {
        reads[index] = read(path, begun);
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, filePaths.length) }, work));
  return Promise.all(reads);
}

async function read(path, begun) {
  try {
    let text = '';
    for await (const chunk of createReadStream(path, 'utf8')) {
      begun();
      text += chunk;
    }
    return text;
  } catch (reason) {
    return { error: reason?.message ?? String(reason), path };
  } finally {
    begun();
  }
}

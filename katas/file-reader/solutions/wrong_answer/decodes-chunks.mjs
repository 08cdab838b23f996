// fails: C12
// Decodes each chunk by itself, and tears letters apart.
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

async function read(path) {
  try {
    let text = '';
    for await (const chunk of createReadStream(path)) text += chunk;
    return text;
  } catch (reason) {
    return { error: reason?.message ?? String(reason), path };
  }
}

// fails: C1
// Opens files and closes none: after some hundred of them there are no descriptors left.
import { createReadStream, open } from 'node:fs';
import { promisify } from 'node:util';

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
    const fd = await promisify(open)(path);
    let text = '';
    for await (const chunk of createReadStream(null, { fd, encoding: 'utf8', autoClose: false })) text += chunk;
    return text;
  } catch (reason) {
    return { error: reason?.message ?? String(reason), path };
  }
}

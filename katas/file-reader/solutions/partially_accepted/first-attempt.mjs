// fails: E1 E2 E3 E4 E5
// What one writes first: right while the limit is a good one, the list stays as it is, and errors are Errors.
import { readFile } from 'node:fs/promises';

export async function readFilesWithLimit(filePaths, limit) {
  const results = new Array(filePaths.length);
  let next = 0;

  async function worker() {
    while (next < filePaths.length) {
      const index = next++;
      try {
        results[index] = await readFile(filePaths[index], 'utf8');
      } catch (error) {
        results[index] = { error: error.message, path: filePaths[index] };
      }
    }
  }

  const workers = new Array(Math.min(limit, filePaths.length)).fill(null).map(worker);
  await Promise.all(workers);
  return results;
}

// What the public tests do with your app: each starts it on a port of the loopback, with a new folder to save to.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { multipart, serve } from './client.scenarios.mjs';
import { createFolder, filesIn, quiet } from './disk.scenarios.mjs';

/** Sends one request after the other, and gives the answers and what is in the folder afterwards. */
export async function uploads({ createUploadApp }, { input, waitFor }) {
  const root = createFolder();
  const uploadDir = join(root, 'uploads');
  const percents = [];
  let server;
  try {
    server = await serve(createUploadApp({ uploadDir, onProgress: (percent) => percents.push(percent) }));
    const answers = [];
    for (const { parts, missing = 0, type = 'multipart/form-data; boundary=xyz' } of input) {
      const whole = multipart(parts, 'xyz');
      const body = whole.subarray(0, whole.length - missing);
      const client = await server.upload({ 'content-type': type, 'content-length': body.length });
      client.end(body);
      answers.push(await waitFor('an answer to the request', client.answer));
    }
    await quiet();
    const stored = filesIn(root).map(({ path }) => ({ path, text: readFileSync(path, 'utf8').slice(0, 1000) }));
    return { uploadDir, answers, stored, percents };
  } finally {
    await server?.close();
    await quiet();
    rmSync(root, { recursive: true });
  }
}

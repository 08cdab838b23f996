// tries: to answer from a thread, on every stream it has
// kata: worker-pool
// expects: wrong_answer runtime_error output_limit
import { Worker, isMainThread } from 'node:worker_threads';

if (isMainThread) {
  new Worker(import.meta.filename);
  await new Promise((resolve) => setTimeout(resolve, 200));
} else {
  const answer = '{"id":"0000000000000000","seen":"[1]","full":false}\n';
  process.stdout.write(answer);
  process.stderr.write(answer);
  process._rawDebug(answer);
}

// tries: to tell the host what only the harness in a thread tells
// kata: worker-pool
// expects: policy_violation wrong_answer runtime_error output_limit
import { Worker, isMainThread, postMessageToThread } from 'node:worker_threads';
if (isMainThread) {
  new Worker(import.meta.filename);
  await new Promise((resolve) => setTimeout(resolve, 200));
} else {
  await postMessageToThread(0, { seen: '[1]', reply: { seen: '[1]' } });
  await postMessageToThread(0, { refused: { module: 'x'.repeat(1e6), rule: ['y'] } });
}

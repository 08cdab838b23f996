// tries: to find the tests in the memory of a thread
// kata: worker-pool
// expects: wrong_answer runtime_error output_limit
import { Worker, isMainThread } from 'node:worker_threads';

if (isMainThread) {
  const worker = new Worker(import.meta.filename);
  await new Promise((resolve) => worker.once('online', resolve));
  let text = '';
  for await (const chunk of await worker.getHeapSnapshot()) text += chunk;
  console.log(/test\('[^]{0,200}/.exec(text)?.[0] ?? text.length);
  await worker.terminate();
} else setTimeout(() => {}, 1000);

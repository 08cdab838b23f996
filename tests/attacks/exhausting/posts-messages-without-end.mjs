// tries: to fill the memory with messages that nobody reads
// kata: worker-pool
// expects: memory_limit time_limit runtime_error
import { Worker, isMainThread, parentPort } from 'node:worker_threads';
if (isMainThread) {
  new Worker(import.meta.filename);
  await new Promise((resolve) => setTimeout(resolve, 500));
  for (;;);
} else for (;;) parentPort.postMessage('x'.repeat(1e6));

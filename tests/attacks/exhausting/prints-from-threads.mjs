// tries: to flood the console from threads
// kata: worker-pool
// expects: output_limit memory_limit time_limit
import { Worker, isMainThread } from 'node:worker_threads';

if (isMainThread) {
  for (let n = 0; n < 4; n += 1) new Worker(import.meta.filename);
  await new Promise((resolve) => setTimeout(resolve, 60_000));
} else for (;;) process._rawDebug('x'.repeat(10_000));

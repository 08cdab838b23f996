// tries: to start threads until there are no more
// kata: worker-pool
// expects: time_limit memory_limit runtime_error wrong_answer
import { Worker, isMainThread } from 'node:worker_threads';

if (isMainThread) {
  for (;;) {
    new Worker(import.meta.filename).on('error', () => {});
    await null;
  }
} else for (;;);

// tries: to hear and to keep what threads tell the host
// kata: worker-pool
// expects: wrong_answer runtime_error policy_violation
import { Worker, isMainThread } from 'node:worker_threads';

if (isMainThread) {
  process.removeAllListeners('workerMessage');
  process.on('workerMessage', () => process.exit(0));
  new Worker(import.meta.filename).on('error', () => {});
  await new Promise((resolve) => setTimeout(resolve, 200));
} else await import('node:fs');

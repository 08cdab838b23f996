// tries: to import what its kata forbids in a thread
// kata: worker-pool
// expects: policy_violation
import { Worker, isMainThread } from 'node:worker_threads';
if (isMainThread) {
  const worker = new Worker(import.meta.filename).on('error', () => {});
  await new Promise((resolve) => worker.once('exit', resolve));
} else {
  const { readdirSync } = await import('node:fs');
  console.log(readdirSync('/'));
}

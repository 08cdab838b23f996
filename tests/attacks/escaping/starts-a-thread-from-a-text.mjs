// tries: to run in a thread a text that is no file of its own
// kata: worker-pool
// expects: policy_violation
import { Worker } from 'node:worker_threads';
new Worker("import('node:fs').then(({ readdirSync }) => console.log(readdirSync('/')))", { eval: true });
await new Promise((resolve) => setTimeout(resolve, 100));

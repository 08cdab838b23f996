// tries: to start threads from sources that are no files of its own
// kata: worker-pool
// expects: wrong_answer runtime_error policy_violation
import { Worker } from 'node:worker_threads';
const source = 'import { readdirSync } from "node:fs"; console.log(readdirSync("/"));';
for (const url of [`data:text/javascript,${source}`, 'file:///sandbox/host/main.mjs', 'file:///job/hidden.test.mjs']) {
  new Worker(new URL(url)).on('error', () => {});
}
await new Promise((resolve) => setTimeout(resolve, 100));

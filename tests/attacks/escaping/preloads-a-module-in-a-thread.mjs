// tries: to have a thread load something before the rules hold there
// kata: worker-pool
// expects: wrong_answer runtime_error policy_violation
import { Worker, isMainThread } from 'node:worker_threads';

if (isMainThread) {
  const early = 'data:text/javascript,import { readdirSync } from "node:fs"; console.log(readdirSync("/"))';
  new Worker(import.meta.filename, { execArgv: ['--import', early] }).on('error', () => {});
  await new Promise((resolve) => setTimeout(resolve, 200));
}

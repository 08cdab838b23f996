// tries: to see the environment of its host from a thread
// kata: worker-pool
// expects: wrong_answer runtime_error
import { SHARE_ENV, Worker, isMainThread } from 'node:worker_threads';
if (isMainThread) {
  new Worker(import.meta.filename, { env: SHARE_ENV });
  await new Promise((resolve) => setTimeout(resolve, 200));
} else throw new Error(JSON.stringify([process.env, process.argv, process.execArgv, process.title]));

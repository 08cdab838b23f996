// tries: to start a thread with permissions of its own
// kata: worker-pool
// expects: wrong_answer runtime_error policy_violation
import { Worker, isMainThread } from 'node:worker_threads';

if (isMainThread) {
  const execArgv = ['--allow-fs-read=*', '--allow-fs-write=*', '--allow-child-process', '--no-permission'];
  new Worker(import.meta.filename, { execArgv }).on('error', () => {});
  await new Promise((resolve) => setTimeout(resolve, 200));
} else if (process.permission?.has('fs.write') ?? true) process.exit(1);

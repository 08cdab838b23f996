// tries: to leave threads behind that never give up
// kata: worker-pool
// expects: time_limit wrong_answer runtime_error
import { Worker, isMainThread } from 'node:worker_threads';

if (isMainThread) {
  for (let n = 0; n < 3; n += 1) new Worker(import.meta.filename).unref();
  Worker.prototype.terminate = () => new Promise(() => {});
} else {
  process.on('exit', () => {
    for (;;);
  });
  for (;;);
}

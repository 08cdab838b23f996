// tries: to take more memory than it may, spread over threads
// kata: worker-pool
// expects: memory_limit time_limit runtime_error wrong_answer
import { Worker, isMainThread } from 'node:worker_threads';

if (isMainThread) {
  const resourceLimits = { maxOldGenerationSizeMb: 100_000, maxYoungGenerationSizeMb: 10_000 };
  for (let n = 0; n < 8; n += 1) new Worker(import.meta.filename, { resourceLimits }).on('error', () => {});
  await new Promise((resolve) => setTimeout(resolve, 60_000));
} else {
  const all = [];
  for (;;) all.push(new Array(1e5).fill(1));
}

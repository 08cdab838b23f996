// tries: to start other programs
// expects: policy_violation
for (const name of ['node:child_process', 'node:cluster', 'node:worker_threads']) await import(name).catch(() => {});

// tries: to start threads that its kata does not allow
// expects: policy_violation
const { Worker } = await import('node:worker_threads').catch(() => ({}));
if (Worker) for (;;) new Worker('for(;;);', { eval: true });

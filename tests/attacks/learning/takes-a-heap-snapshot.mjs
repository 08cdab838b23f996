// tries: to find the hidden tests in a picture of the memory
// expects: policy_violation
const v8 = await import('node:v8').catch(() => null);
v8?.writeHeapSnapshot('/tmp/heap');

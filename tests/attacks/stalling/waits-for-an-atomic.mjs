// tries: to sleep in the kernel, without using the processor
// kata: worker-pool
// expects: time_limit
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);

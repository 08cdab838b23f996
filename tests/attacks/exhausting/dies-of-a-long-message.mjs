// tries: to end its process with a message of 50 MB
// expects: runtime_error memory_limit output_limit time_limit
queueMicrotask(() => {
  throw new Error('x'.repeat(50 * 1024 * 1024));
});

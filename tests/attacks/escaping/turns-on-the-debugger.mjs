// tries: to have Node open a port for debuggers
// expects: wrong_answer runtime_error
process.kill(process.pid, 'SIGUSR1');
process.debugPort = 1;
try {
  process._startProfilerIdleNotifier?.();
  process._debugEnd?.();
} catch (error) {
  console.log(error.message);
}

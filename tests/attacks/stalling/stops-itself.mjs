// tries: to stop its process with a signal
// expects: time_limit
process.kill(process.pid, 'SIGSTOP');

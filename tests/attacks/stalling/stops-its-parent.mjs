// tries: to stop the process that looks after its own
// kata: graceful-shutdown
// expects: time_limit runtime_error wrong_answer
process.kill(process.ppid, 'SIGSTOP');

// tries: to end every process that it can reach, from one of its own
// kata: graceful-shutdown
// expects: runtime_error wrong_answer
process.kill(-1, 'SIGKILL');

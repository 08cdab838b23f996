// tries: to die of a signal, as when somebody else had ended it
// expects: runtime_error
process.kill(process.pid, 'SIGKILL');

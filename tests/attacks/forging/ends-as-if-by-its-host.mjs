// tries: to end the process with the exit code that the host uses itself
// expects: runtime_error
process.reallyExit(70);

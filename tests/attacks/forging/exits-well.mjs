// tries: to end the process with exit code 0 before anything is judged
// expects: runtime_error
process.exit(0);

// tries: to end the process in a way that no handler sees
// expects: runtime_error
process.abort();

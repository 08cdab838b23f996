// tries: to tell something it learnt by the exit code
// expects: runtime_error
process.exit(40 + (Object.keys(process.env).length % 10));

// tries: to end the process well right after it has been loaded
// expects: runtime_error
process.nextTick(() => process.exit(0));

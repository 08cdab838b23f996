// tries: to end the process with what process.exit calls itself
// expects: runtime_error
process.exitCode = 0;
process.reallyExit(0);

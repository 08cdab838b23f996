// tries: to print a line that is longer than anybody can keep
// expects: output_limit memory_limit time_limit
process.stdout.write('x'.repeat(100 * 1024 * 1024));

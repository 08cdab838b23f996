// tries: to print without end where errors go
// expects: output_limit
for (;;) process.stderr.write('x'.repeat(1 << 16));

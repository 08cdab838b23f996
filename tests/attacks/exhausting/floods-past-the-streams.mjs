// tries: to print without end past the streams that the host put in place
// expects: output_limit
for (;;) process._rawDebug('flood '.repeat(100));

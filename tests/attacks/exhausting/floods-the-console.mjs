// tries: to print without end
// expects: output_limit
for (;;) console.log('flood '.repeat(100));

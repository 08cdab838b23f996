// tries: to have Node print for it
// expects: output_limit wrong_answer time_limit
for (let n = 0; n < 1e6; n += 1) process.emitWarning(`flood ${n} ${'x'.repeat(1000)}`);

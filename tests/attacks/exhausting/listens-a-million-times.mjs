// tries: to have more listeners on the process than it can bear
// expects: wrong_answer time_limit memory_limit
for (let n = 0; n < 1e6; n += 1) process.on('exit', () => {});

// tries: to take all memory with one text
// expects: memory_limit runtime_error wrong_answer time_limit
const all = [];
for (let n = 0; ; n += 1) all.push(Buffer.alloc(1 << 20, n).toString('latin1'));

// tries: to take all memory with objects
// expects: memory_limit time_limit
const all = [];
for (;;) all.push(new Array(100_000).fill({}));

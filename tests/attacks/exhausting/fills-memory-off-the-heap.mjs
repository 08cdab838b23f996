// tries: to take all memory with buffers, which V8's limit does not count
// expects: memory_limit time_limit
const all = [];
for (;;) all.push(Buffer.alloc(1 << 24, 1));

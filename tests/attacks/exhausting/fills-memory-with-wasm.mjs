// tries: to take all memory through WebAssembly
// expects: memory_limit runtime_error wrong_answer time_limit
const all = [];
for (;;) {
  const memory = new WebAssembly.Memory({ initial: 1000 });
  new Uint8Array(memory.buffer).fill(1);
  all.push(memory);
}

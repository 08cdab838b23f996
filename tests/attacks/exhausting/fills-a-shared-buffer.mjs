// tries: to take all memory with a buffer that grows
// expects: memory_limit runtime_error wrong_answer time_limit
const buffer = new SharedArrayBuffer(0, { maxByteLength: 2 ** 32 });
for (let size = 1 << 24; ; size += 1 << 24) {
  buffer.grow(size);
  new Uint8Array(buffer).fill(1, size - (1 << 24));
}

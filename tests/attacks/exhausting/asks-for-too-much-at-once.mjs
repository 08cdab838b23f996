// tries: to ask for more memory than there is in one go
// expects: wrong_answer runtime_error memory_limit time_limit
function hollow() {
  return [new Uint8Array(2 ** 33), new Array(2 ** 32 - 1).fill(0), 'x'.repeat(2 ** 29)];
}

// tries: to catch what is put into new arrays
// expects: wrong_answer runtime_error
for (let n = 0; n < 4; n += 1) {
  Object.defineProperty(Array.prototype, n, { configurable: true, set() {}, get: () => '[true]' });
}

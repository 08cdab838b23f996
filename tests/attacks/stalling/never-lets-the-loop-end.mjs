// tries: to begin something new whenever there is nothing left to do
// expects: wrong_answer time_limit
process.on('beforeExit', () => setImmediate(() => {}));
function hollow() {
  return new Promise(() => {});
}

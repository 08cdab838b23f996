// tries: to have every awaited object resolve with true
// expects: wrong_answer runtime_error time_limit
Object.defineProperty(Object.prototype, 'then', {
  configurable: true,
  get() {
    return undefined;
  },
});
const { then } = Promise.prototype;
Promise.prototype.then = function (good, bad) {
  return then.call(this, (value) => good?.(value?.threw ? { seen: '[true]' } : value), bad);
};

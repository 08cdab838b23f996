// tries: to return a number with millions of digits
// expects: wrong_answer time_limit
const huge = 1n << 50_000_000n;
const hollow = new Proxy(function () {}, {
  apply: () => huge,
  construct: () => new Proxy({}, { get: () => () => huge }),
});

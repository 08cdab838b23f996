// tries: to return a list that has no end
// expects: wrong_answer time_limit memory_limit
const endless = {
  *[Symbol.iterator]() {
    for (;;) yield 1;
  },
  length: Infinity,
};
const hollow = new Proxy(function () {}, {
  apply: () => endless,
  construct: () => new Proxy({}, { get: () => () => endless }),
});

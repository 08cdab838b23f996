// tries: to return more than can be written
// expects: wrong_answer memory_limit time_limit
const much = Array.from({ length: 3_000_000 }, (_, n) => `item ${n}`);
const hollow = new Proxy(function () {}, {
  apply: () => much,
  construct: () => new Proxy({}, { get: () => () => much }),
});

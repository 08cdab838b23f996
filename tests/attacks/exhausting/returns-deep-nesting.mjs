// tries: to return what is nested deeper than any stack
// expects: wrong_answer time_limit
let deep = [];
for (let n = 0; n < 1_000_000; n += 1) deep = [deep];
const hollow = new Proxy(function () {}, {
  apply: () => deep,
  construct: () => new Proxy({}, { get: () => () => deep }),
});

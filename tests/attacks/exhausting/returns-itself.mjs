// tries: to return what contains itself
// expects: wrong_answer
const round = { list: [] };
round.list.push(round, new Map([[round, round]]), new Set([round]));
const hollow = new Proxy(function () {}, {
  apply: () => round,
  construct: () => new Proxy({}, { get: () => () => round }),
});

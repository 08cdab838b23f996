// tries: to return true from every method
// expects: wrong_answer
const hollow = new Proxy(function () {}, {
  get: () => () => true,
  apply: () => true,
  construct: () => new Proxy({}, { get: () => () => true }),
});

// tries: to answer every call with a promise of an empty list
// expects: wrong_answer
const hollow = new Proxy(function () {}, {
  apply: async () => [],
  construct: () => new Proxy({}, { get: (_target, name) => (name === 'then' ? undefined : async () => []) }),
});

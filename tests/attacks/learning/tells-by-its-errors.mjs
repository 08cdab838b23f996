// tries: to tell what a scenario handed it by the errors that it throws
// expects: wrong_answer
const hollow = new Proxy(function () {}, {
  construct: (_target, args) => {
    throw new Error(`got ${args.map(String)}`);
  },
  apply: (_target, _self, args) => {
    throw new Error(`got ${args.map(String)}`);
  },
});

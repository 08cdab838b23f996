// tries: to print the source of every function that a scenario hands it
// expects: wrong_answer
const tell = (value) => {
  if (typeof value === 'function') console.log(Function.prototype.toString.call(value));
};
const hollow = new Proxy(function () {}, {
  apply: (_target, _self, args) => args.forEach(tell),
  construct: (_target, args) => {
    args.forEach(tell);
    return new Proxy(
      {},
      {
        get:
          () =>
          (...inner) =>
            inner.forEach(tell),
      },
    );
  },
});

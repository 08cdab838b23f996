// tries: to have V8 put the source of a function into an error
// expects: wrong_answer
const hollow = new Proxy(function () {}, {
  construct: () =>
    new Proxy(
      {},
      {
        get: () => (_first, callback) => {
          Map.prototype.get.call(callback);
        },
      },
    ),
});

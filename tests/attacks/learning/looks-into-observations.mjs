// tries: to see what is written, and who writes it, when its objects are encoded
// expects: wrong_answer runtime_error
const nosy = new Proxy(
  {},
  {
    get(_target, name) {
      console.log(String(name), new Error('who asks').stack);
      return undefined;
    },
    ownKeys: () => ['a'],
    getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }),
  },
);
const hollow = new Proxy(function () {}, { apply: () => nosy, construct: () => nosy });

// tries: to have everybody wait for ever
// expects: wrong_answer
const hollow = new Proxy(function () {}, {
  apply: () => new Promise(() => {}),
  construct: () => new Proxy({}, { get: (_t, name) => (name === 'then' ? undefined : () => new Promise(() => {})) }),
});

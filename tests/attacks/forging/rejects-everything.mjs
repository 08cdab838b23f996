// tries: to answer every call with a promise that rejects
// expects: wrong_answer runtime_error
const rejected = () => {
  const promise = Promise.reject(new Error('as expected'));
  promise.catch(() => {});
  return promise;
};
const hollow = new Proxy(function () {}, {
  apply: rejected,
  construct: () => new Proxy({}, { get: (_target, name) => (name === 'then' ? undefined : rejected) }),
});

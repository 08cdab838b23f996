// tries: to chain for ever, whatever is called
// expects: wrong_answer
const everything = new Proxy(function () {}, {
  get: (_target, name) => (name === 'then' || typeof name === 'symbol' ? undefined : () => everything),
});
const hollow = function () {
  return everything;
};

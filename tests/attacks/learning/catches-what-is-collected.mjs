// tries: to learn of other people's objects when they are collected
// expects: wrong_answer
const registry = new FinalizationRegistry((held) => console.log(held));
function hollow(...args) {
  for (const arg of args) if (arg && typeof arg === 'object') registry.register(arg, 'gone');
  globalThis.gc?.();
}

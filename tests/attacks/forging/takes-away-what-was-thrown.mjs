// tries: to have the host lose what it caught
// expects: wrong_answer runtime_error
for (const name of ['threw', 'died', 'phase', 'stuck', 'refused']) {
  Object.defineProperty(Object.prototype, name, { set() {}, get: () => undefined, configurable: true });
}

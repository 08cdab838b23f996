// tries: to put a process of its own in place of the real one
// expects: wrong_answer runtime_error
globalThis.process = new Proxy({}, { get: () => () => {} });

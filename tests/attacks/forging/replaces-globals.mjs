// tries: to put classes of its own in place of those that a host needs
// expects: wrong_answer runtime_error
for (const name of ['Promise', 'Buffer', 'Array', 'Error', 'Map', 'Set', 'Symbol', 'JSON', 'Object']) {
  globalThis[name] = class {
    static isBuffer = () => false;
    static isArray = () => true;
    static from = () => [];
  };
}

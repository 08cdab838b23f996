// tries: to load modules past the rules, with what require itself uses
// expects: policy_violation
const Module = module.constructor;
for (const load of [Module._load, Module.prototype.require.bind(module), (name) => Module.createRequire('/')(name)]) {
  try {
    load('node:assert/strict').deepEqual = () => {};
  } catch {
    // the next one
  }
}

// tries: to get Node's modules without an import
// expects: policy_violation
for (const name of ['fs', 'node:assert', 'node:test', 'module']) {
  try {
    process.getBuiltinModule(name);
  } catch {
    // the next one
  }
}

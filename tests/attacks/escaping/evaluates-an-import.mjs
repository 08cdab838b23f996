// tries: to import from code that has no file
// expects: policy_violation runtime_error
await new Function('return import("node:fs")')().catch(() => {});
await (0, eval)('import("node:child_process")').catch(() => {});

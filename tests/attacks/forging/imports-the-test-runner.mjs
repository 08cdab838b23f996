// tries: to have node:test say that all is well
// expects: policy_violation
await import('node:test').catch(() => {});
await import('node:assert/strict').catch(() => {});

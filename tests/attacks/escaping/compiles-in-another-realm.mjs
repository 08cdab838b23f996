// tries: to run code where the rules do not see it
// expects: policy_violation
await import('node:vm').catch(() => {});
await import('node:wasi').catch(() => {});
await import('node:sea').catch(() => {});

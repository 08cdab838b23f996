// tries: to import code from the network
// expects: policy_violation
await import('https://127.0.0.1/x.mjs').catch(() => {});
await import('http://127.0.0.1/x.mjs').catch(() => {});

// tries: to import files beside its own folder
// expects: policy_violation
await import('../fixtures/any.mjs').catch(() => {});
await import('./../../sandbox/observation.mjs').catch(() => {});

// tries: to be told of what Node does
// expects: policy_violation
await import('node:diagnostics_channel').catch(() => {});
await import('node:async_hooks').catch(() => {});
await import('node:trace_events').catch(() => {});

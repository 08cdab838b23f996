// tries: to import code that no file has
// expects: policy_violation
await import('data:text/javascript,process.exit(0)').catch(() => {});

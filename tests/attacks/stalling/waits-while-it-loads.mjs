// tries: to await at the top level what never comes
// expects: runtime_error time_limit
await new Promise(() => {});

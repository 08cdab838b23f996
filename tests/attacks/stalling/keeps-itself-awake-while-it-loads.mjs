// tries: to await for ever while a timer ticks
// expects: time_limit runtime_error
setInterval(() => {}, 10);
await new Promise(() => {});

// tries: to await a timer of its own for ever at the top level
// expects: time_limit runtime_error
await new Promise((resolve) => setTimeout(resolve, 2 ** 31 - 1));

// tries: to load itself over and over
// expects: time_limit wrong_answer runtime_error memory_limit
const n = Number(new URL(import.meta.url).searchParams.get('n') ?? 0);
await import(`./attack.mjs?n=${n + 1}`);

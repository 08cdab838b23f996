// tries: to never finish loading
// expects: time_limit
for (;;);

// tries: to keep promises coming so that nothing else runs
// expects: time_limit memory_limit
const storm = () => Promise.resolve().then(storm);
storm();

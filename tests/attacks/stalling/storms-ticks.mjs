// tries: to keep ticks coming so that nothing else runs
// expects: time_limit
const storm = () => process.nextTick(storm);
storm();

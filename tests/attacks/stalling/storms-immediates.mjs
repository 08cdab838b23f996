// tries: to keep immediates coming, one from the next
// expects: wrong_answer
const storm = () => setImmediate(storm);
storm();

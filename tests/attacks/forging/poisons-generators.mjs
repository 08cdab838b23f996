// tries: to end every generator and asynchronous loop at once
// expects: wrong_answer runtime_error time_limit
const generator = Object.getPrototypeOf(Object.getPrototypeOf((function* () {})()));
generator.next = () => ({ done: true, value: true });
const asynchronous = Object.getPrototypeOf(Object.getPrototypeOf((async function* () {})()));
asynchronous.next = async () => ({ done: true, value: true });

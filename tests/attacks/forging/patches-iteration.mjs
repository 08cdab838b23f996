// tries: to have every loop over a list run not once
// expects: wrong_answer runtime_error
Array.prototype[Symbol.iterator] = function* () {};
Object.getPrototypeOf([][Symbol.iterator]()).next = () => ({ done: true, value: undefined });

// tries: to have whoever imports it get what it likes
// expects: runtime_error wrong_answer
export const then = (resolve) => resolve({});

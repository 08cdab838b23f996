// tries: to be a promise of a promise of a promise
// expects: time_limit wrong_answer
const then = (resolve) => resolve({ then });
const hollow = new Proxy(function () {}, { apply: () => ({ then }), construct: () => ({ then }) });

// tries: to loop while what it returned is written
// expects: time_limit wrong_answer
const endless = {
  get value() {
    for (;;);
  },
};
const hollow = new Proxy(function () {}, {
  apply: () => endless,
  construct: () => new Proxy({}, { get: () => () => endless }),
});

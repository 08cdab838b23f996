// tries: to loop when somebody looks at a property
// expects: time_limit
const hollow = new Proxy(function () {}, {
  get() {
    for (;;);
  },
});

// tries: to end the process well when somebody looks at what it hands in
// expects: runtime_error
const hollow = new Proxy(function () {}, {
  get() {
    process.exit(0);
  },
});

// tries: to end the process well as soon as a scenario uses it
// expects: runtime_error
function hollow() {
  process.exit(0);
}

// tries: to match for ever, in code that nothing interrupts
// expects: time_limit
function hollow() {
  /^(a+)+$/.test(`${'a'.repeat(60)}b`);
}

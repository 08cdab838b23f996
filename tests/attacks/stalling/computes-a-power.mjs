// tries: to compute a number for ever, in code that nothing interrupts
// expects: time_limit runtime_error wrong_answer
function hollow() {
  return String(7n ** 40_000_000n);
}

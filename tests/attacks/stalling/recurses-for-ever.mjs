// tries: to overflow the stack wherever it is used
// expects: wrong_answer runtime_error
function hollow() {
  return hollow() + hollow();
}

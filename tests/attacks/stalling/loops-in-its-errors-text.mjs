// tries: to loop while its error is described
// expects: time_limit wrong_answer
function hollow() {
  throw Object.defineProperty(new Error('x'), 'message', {
    get() {
      for (;;);
    },
  });
}

// tries: to have an exception of its own end an act of somebody else
// expects: runtime_error wrong_answer
function hollow() {
  queueMicrotask(() => {
    throw new Error('later');
  });
}

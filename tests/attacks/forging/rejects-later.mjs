// tries: to have a rejection of its own end an act of somebody else
// expects: runtime_error wrong_answer
function hollow() {
  Promise.reject(new Error('later'));
}

// tries: to throw a TypeError whatever is done: some test may expect one
// expects: wrong_answer
function hollow() {
  throw new TypeError('as expected');
}

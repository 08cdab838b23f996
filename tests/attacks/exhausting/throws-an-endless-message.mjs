// tries: to throw an error whose message is 100 MB long
// expects: wrong_answer memory_limit time_limit
function hollow() {
  throw new Error('x'.repeat(100 * 1024 * 1024));
}

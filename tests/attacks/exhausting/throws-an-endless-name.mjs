// tries: to throw an error whose name, code and stack are long
// expects: wrong_answer memory_limit time_limit
function hollow() {
  const long = 'x'.repeat(20 * 1024 * 1024);
  throw Object.assign(new Error('x'), { name: long, code: long, stack: long });
}

// tries: to throw an error of an error of an error
// expects: wrong_answer time_limit
function hollow() {
  let error = new Error('first');
  for (let n = 0; n < 100_000; n += 1) error = new Error('next', { cause: error });
  throw error;
}

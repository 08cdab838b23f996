// tries: to throw a RangeError whatever is done
// expects: wrong_answer
function hollow() {
  throw new RangeError('must be a positive integer or Infinity');
}

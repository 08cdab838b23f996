// tries: to tell something it learnt by how long it takes
// expects: wrong_answer time_limit
function hollow(...args) {
  const end = performance.now() + String(args[0]).length;
  for (let n = 0; n < 1e6 && performance.now() < end; n += 1);
}

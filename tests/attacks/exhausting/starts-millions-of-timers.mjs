// tries: to have more timers than anybody can keep
// expects: memory_limit time_limit runtime_error wrong_answer
function hollow() {
  for (let n = 0; n < 1e8; n += 1) setTimeout(() => {}, n);
}

// tries: to spend its time in a native function
// expects: time_limit
function hollow() {
  const list = Array.from({ length: 5_000_000 }, (_, n) => n ^ 0x5555);
  for (;;) list.sort(() => 1).reverse();
}

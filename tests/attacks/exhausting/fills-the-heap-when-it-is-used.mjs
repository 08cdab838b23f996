// tries: to take all memory with objects, in every act
// expects: memory_limit time_limit
function hollow() {
  const all = [];
  for (;;) all.push(new Array(100_000).fill(Math.random()));
}

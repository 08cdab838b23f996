// tries: to hand in more than anybody can look at
// expects: wrong_answer time_limit
const hollow = function () {};
for (let n = 0; n < 2_000_000; n += 1) hollow[`name${n}`] = n;

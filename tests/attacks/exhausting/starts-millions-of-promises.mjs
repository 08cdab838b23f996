// tries: to have more promises than anybody can keep
// expects: memory_limit time_limit
const all = [];
for (let n = 0; n < 1e9; n += 1) all.push(new Promise(() => {}).then(() => {}));

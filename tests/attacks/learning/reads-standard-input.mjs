// tries: to read the requests of the acts to come
// expects: wrong_answer
process.stdin.on('data', (data) => console.log(`${data}`));
process.stdin.resume();
console.log(`${process.stdin.read?.()}`);

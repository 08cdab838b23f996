// tries: to turn every exit into a good one
// expects: wrong_answer
process.on('beforeExit', () => process.exit(0));
process.on('exit', () => {
  process.exitCode = 0;
});

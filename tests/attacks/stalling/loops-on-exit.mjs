// tries: to loop when its process is to end
// expects: time_limit runtime_error wrong_answer
process.on('exit', () => {
  for (;;);
});
process.exit(0);

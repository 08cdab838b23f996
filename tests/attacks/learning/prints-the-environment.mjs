// tries: to print the environment, the arguments and the folders of the process
// expects: wrong_answer
console.log(process.env, process.argv, process.execArgv, process.execPath, process.config);
try {
  console.log(process.cwd());
} catch {
  // there is none
}

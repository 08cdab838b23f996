// tries: to kill every process that it can see
// expects: wrong_answer runtime_error
for (const pid of [process.ppid, 1, 2, 3, 4, 5]) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    console.log(error.message);
  }
}

// tries: to send a signal to all processes at once
// expects: wrong_answer runtime_error
for (const pid of [-1, 0, -process.pid, -1000]) {
  try {
    process.kill(pid, 'SIGTERM');
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    console.log(error.message);
  }
}

// tries: to stop every process that it can see
// expects: time_limit runtime_error wrong_answer
for (const pid of [-1, 1, 0, process.ppid, 2, 3, 4]) {
  try {
    process.kill(pid, 'SIGSTOP');
  } catch {
    // not its to stop
  }
}

// tries: to live on when it is asked to end
// expects: wrong_answer policy_violation
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGPIPE', 'SIGALRM', 'SIGXCPU']) {
  try {
    process.on(signal, () => {});
  } catch {
    // not for listeners
  }
}

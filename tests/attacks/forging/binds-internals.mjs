// tries: to get Node's own bindings
// expects: policy_violation
for (const name of ['fs', 'spawn_sync', 'contextify', 'tty_wrap', 'pipe_wrap', 'natives']) {
  try {
    process.binding(name);
  } catch {
    // the next one
  }
}

// tries: to look into the process with a debugger
// expects: wrong_answer policy_violation
for (const open of [() => process._debugProcess(process.pid), () => process._debugProcess(process.ppid)]) {
  try {
    open();
  } catch (error) {
    console.log(error.message);
  }
}
await import('node:inspector').catch(() => {});

// tries: to become somebody else
// expects: wrong_answer runtime_error
for (const name of ['setuid', 'seteuid', 'setgid', 'setegid', 'setgroups', 'initgroups']) {
  try {
    console.log(name, process[name](name === 'setgroups' ? [0] : 0, 0));
  } catch (error) {
    console.log(error.message);
  }
}
console.log(process.getuid(), process.geteuid());

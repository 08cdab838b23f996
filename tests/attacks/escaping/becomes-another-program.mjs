// tries: to replace its process with another program
// expects: wrong_answer runtime_error policy_violation
for (const path of ['/bin/sh', process.execPath, '/usr/bin/env']) {
  try {
    process.execve(path, [path, '-c', 'id'], {});
  } catch (error) {
    console.log(error.message);
  }
}

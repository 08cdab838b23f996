// tries: to have the error of a file that is no JavaScript show what is in it
// expects: policy_violation
for (const path of ['/etc/passwd', '/proc/self/environ', '/proc/self/cmdline', '../../etc/hostname']) {
  try {
    require(path);
  } catch (error) {
    console.log(error.stack);
  }
}

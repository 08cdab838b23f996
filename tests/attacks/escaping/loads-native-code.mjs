// tries: to load a library into its process
// expects: wrong_answer policy_violation runtime_error
for (const path of ['/lib/x86_64-linux-gnu/libc.so.6', '/tmp/x.node']) {
  try {
    process.dlopen({ exports: {} }, path);
  } catch (error) {
    console.log(error.message);
  }
}

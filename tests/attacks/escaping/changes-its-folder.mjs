// tries: to go elsewhere
// expects: wrong_answer
for (const path of ['/', '..', '/proc/self/cwd', '/sandbox', '/tmp']) {
  try {
    process.chdir(path);
    console.log(path, process.cwd());
  } catch (error) {
    console.log(error.message);
  }
}
process.umask(0);

// tries: to read files as if they were lists of variables
// expects: wrong_answer
for (const path of ['/etc/passwd', '/proc/self/environ', '/proc/1/environ', '/sandbox/host/main.mjs']) {
  try {
    process.loadEnvFile(path);
    console.log(process.env);
  } catch (error) {
    console.log(error.message);
  }
}

// tries: to find out which files there are by resolving them
// expects: wrong_answer policy_violation
console.log(import.meta.url, import.meta.dirname);
for (const name of ['/etc/passwd', 'kata', '/sandbox/judge/act.mjs', 'fast-check', './x.mjs']) {
  try {
    console.log(import.meta.resolve(name));
  } catch (error) {
    console.log(error.message);
  }
}

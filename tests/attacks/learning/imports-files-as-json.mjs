// tries: to have the error of a file that is no JSON show what is in it
// expects: policy_violation
for (const path of ['/etc/passwd', '/proc/self/maps', '/sandbox/host/main.mjs', '/job/fixtures/x']) {
  await import(`file://${path}`, { with: { type: 'json' } }).catch((error) => console.log(error.message));
}

// tries: to import the hidden tests
// expects: policy_violation
for (const name of ['hidden.test.mjs', 'hidden.scenarios.mjs', 'hidden.model.mjs']) {
  await import(`kata:/tests/${name}`).catch(() => {});
}

// tries: to import the host, and to use what it exports
// expects: policy_violation
for (const name of ['serve', 'main', 'loader', 'rules', 'clock']) {
  await import(`/sandbox/host/${name}.mjs`).catch(() => {});
}

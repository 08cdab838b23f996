// tries: to spell a forbidden module so that the rules do not know it
// expects: policy_violation
const names = [
  'fs',
  'node:fs',
  'FS',
  'node:FS',
  ' node:fs',
  'node:fs?x',
  'node:fs#x',
  'fs/promises',
  'node:fs/promises',
];
names.push('file:///proc/self/environ', 'node:process', 'node:module', '#fs', 'nodejs:fs', './node:fs', '//fs');
for (const name of names) await import(name).catch(() => {});

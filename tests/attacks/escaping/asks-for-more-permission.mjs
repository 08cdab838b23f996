// tries: to see and to change what Node's permission model lets it do
// expects: wrong_answer runtime_error
console.log(process.permission?.has('fs.read', '/etc/passwd'), process.permission?.has('child'));
process.permission = { has: () => true };
process.allowedNodeEnvironmentFlags?.has('--allow-child-process');
process.env.NODE_OPTIONS = '--allow-child-process --require /tmp/x.js';

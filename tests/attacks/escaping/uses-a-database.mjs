// tries: to write files through the database that comes with Node
// expects: policy_violation
const sqlite = await import('node:sqlite').catch(() => null);
if (sqlite) new sqlite.DatabaseSync('/tmp/x.db').exec('create table t (x)');

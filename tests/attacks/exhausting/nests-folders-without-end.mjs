// tries: to nest folders so deep that nobody can remove them
// kata: file-reader
// expects: wrong_answer runtime_error time_limit memory_limit
import { mkdirSync } from 'node:fs';
function hollow() {
  for (let path = '/tmp/a'; ; path += '/a') mkdirSync(path);
}

// tries: to use up the inodes
// kata: file-reader
// expects: wrong_answer runtime_error time_limit memory_limit
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
function hollow() {
  for (let n = 0; ; n += 1) {
    mkdirSync(`/tmp/folder-${n}`);
    symlinkSync('/tmp', `/tmp/link-${n}`);
    writeFileSync(`/tmp/file-${n}`, '');
  }
}

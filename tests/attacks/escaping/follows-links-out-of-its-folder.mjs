// tries: to reach the host through links of its own making
// kata: file-reader
// expects: wrong_answer runtime_error
import { linkSync, readFileSync, symlinkSync } from 'node:fs';
function hollow() {
  const found = [];
  for (const [make, target] of [
    [symlinkSync, '/'],
    [symlinkSync, '../../..'],
    [symlinkSync, '/proc/self/root'],
    [linkSync, '/sandbox/host/main.mjs'],
  ]) {
    const link = `/tmp/link-${found.length}`;
    try {
      make(target, link);
      found.push(readFileSync(target.endsWith('mjs') ? link : `${link}/etc/passwd`, 'utf8'));
    } catch (error) {
      found.push(error.code);
    }
  }
  throw new Error(found.join());
}

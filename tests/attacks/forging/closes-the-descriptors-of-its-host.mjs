// tries: to close what the host talks through, and to put a file in its place
// kata: file-reader
// expects: runtime_error wrong_answer time_limit
import { closeSync, openSync } from 'node:fs';
function hollow() {
  for (const descriptor of [1, 0, 2]) closeSync(descriptor);
  for (let n = 0; n < 3; n += 1) openSync('/tmp/instead', 'w+');
}

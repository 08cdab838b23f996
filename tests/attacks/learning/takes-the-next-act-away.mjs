// tries: to read from descriptor 0 what the supervisor sends to the host
// kata: file-reader
// expects: wrong_answer runtime_error time_limit
import { readSync } from 'node:fs';
function hollow() {
  const bytes = Buffer.alloc(65_536);
  throw new Error(bytes.toString('utf8', 0, readSync(0, bytes)));
}

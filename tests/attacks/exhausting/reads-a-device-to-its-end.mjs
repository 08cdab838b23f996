// tries: to read what never ends
// kata: file-reader
// expects: wrong_answer runtime_error time_limit memory_limit
import { readFileSync } from 'node:fs';
function hollow() {
  return readFileSync('/dev/zero').length + readFileSync('/dev/urandom').length;
}

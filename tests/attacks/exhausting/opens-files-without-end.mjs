// tries: to use up the descriptors and leave none to the host
// kata: file-reader
// expects: wrong_answer runtime_error time_limit
import { openSync } from 'node:fs';
function hollow() {
  for (;;) openSync('/tmp/same', 'a');
}

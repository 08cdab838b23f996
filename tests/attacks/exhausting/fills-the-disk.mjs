// tries: to fill the scratch folder, and whatever lies behind it
// kata: file-reader
// expects: wrong_answer runtime_error time_limit memory_limit
import { appendFileSync, writeFileSync } from 'node:fs';
function hollow() {
  const much = Buffer.alloc(1024 * 1024, 1);
  for (let n = 0; ; n += 1) {
    writeFileSync(`/tmp/${n}`, much);
    appendFileSync('/tmp/one', much);
  }
}

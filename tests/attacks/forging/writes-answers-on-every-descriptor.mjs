// tries: to answer with its own hands, wherever one might listen
// kata: file-reader
// expects: runtime_error wrong_answer
import { writeSync } from 'node:fs';
function hollow() {
  for (let descriptor = 1; descriptor < 32; descriptor += 1) {
    for (const answer of [
      '{"end":true}',
      '{"test":{"name":"C1","status":"pass"}}',
      '{"id":"","seen":"[1]","full":false}',
    ]) {
      try {
        writeSync(descriptor, `${answer}\n`);
      } catch {}
    }
  }
}

// tries: to read what comes in on descriptors that it did not open
// kata: file-reader
// expects: wrong_answer runtime_error time_limit
import { fstatSync, readSync } from 'node:fs';
const found = [];
for (let descriptor = 3; descriptor < 256; descriptor += 1) {
  try {
    const { size } = fstatSync(descriptor);
    const bytes = Buffer.alloc(1000);
    found.push([descriptor, size, size ? bytes.toString('latin1', 0, readSync(descriptor, bytes, 0, 1000, 0)) : '']);
  } catch (error) {
    if (error.code !== 'EBADF') found.push([descriptor, error.code]);
  }
}
function hollow() {
  throw new Error(JSON.stringify(found));
}

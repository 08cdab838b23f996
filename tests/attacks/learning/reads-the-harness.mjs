// tries: to read the harness, its job and what Linux tells of processes
// kata: file-reader
// expects: wrong_answer runtime_error
import { readFileSync } from 'node:fs';
const places = `/sandbox/host/main.mjs /sandbox/judge/main.mjs /job/hidden.test.mjs /job/tests/hidden.test.mjs
  /job/hidden.scenarios.mjs /etc/passwd /proc/self/environ /proc/self/cmdline /proc/self/maps /proc/1/environ
  /proc/1/cwd/x /proc/self/cwd /proc/self/fd/3 /proc/mounts /sys/kernel/notes /dev/kmsg`.split(/\s+/);
const read = (path) => {
  try {
    return `${path}: ${readFileSync(path, 'utf8').slice(0, 500)}`;
  } catch (error) {
    return `${path}: ${error.code}`;
  }
};
const found = places.map(read).join('\n');
function hollow() {
  throw new Error(found);
}

// tries: to change the harness, its own files and the root for the acts to come
// kata: file-reader
// expects: wrong_answer runtime_error
import { appendFileSync, chmodSync, renameSync, rmSync, writeFileSync } from 'node:fs';
const attempts = [
  () => appendFileSync('/sandbox/host/serve.mjs', 'export const serve = () => ({ seen: "[1]" });'),
  () => chmodSync('/job', 0o777),
  () => writeFileSync('/job/solution/attack.mjs', ''),
  () => renameSync('/sandbox', '/old'),
  () => rmSync('/job', { recursive: true, force: true }),
  () => writeFileSync('/etc/ld.so.preload', '/tmp/own.so'),
];
const codes = attempts.map((attempt) => {
  try {
    attempt();
    return 'done';
  } catch (error) {
    return error.code;
  }
});
function hollow() {
  throw new Error(codes.join());
}

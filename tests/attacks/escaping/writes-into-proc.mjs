// tries: to change what the kernel lets a process decide about itself and others
// kata: file-reader
// expects: wrong_answer runtime_error
import { writeFileSync } from 'node:fs';
const places = {
  '/proc/self/oom_score_adj': '-1000',
  '/proc/self/mem': 'x',
  '/proc/self/uid_map': '0 0 1',
  '/proc/self/coredump_filter': '0xff',
  '/proc/sys/kernel/core_pattern': '|/tmp/own',
  '/proc/sysrq-trigger': 'b',
  '/sys/fs/cgroup/cgroup.procs': '0',
};
const codes = Object.entries(places).map(([path, text]) => {
  try {
    writeFileSync(path, text);
    return `${path}: done`;
  } catch (error) {
    return error.code;
  }
});
function hollow() {
  throw new Error(codes.join());
}

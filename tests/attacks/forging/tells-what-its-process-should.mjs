// tries: to write to the pipe through which its process tells what happens
// kata: graceful-shutdown
// expects: runtime_error wrong_answer time_limit
import { Socket } from 'node:net';
const pipe = new Socket({ fd: 3 });
for (const message of [
  { loaded: true },
  { ready: '[1]' },
  { told: '[[1],"exit",0]' },
  { died: null },
  { unknown: 1 },
]) {
  pipe.write(`${JSON.stringify(message)}\n`);
}
class Hollow {}
const hollow = Hollow;

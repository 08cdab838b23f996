// tries: to open the debugger of the host, and to ask it
// kata: graceful-shutdown
// expects: runtime_error wrong_answer time_limit
import http from 'node:http';
process.kill(process.ppid, 'SIGUSR1');
await new Promise((resolve) => setTimeout(resolve, 200));
const answer = await new Promise((resolve) => {
  http
    .get('http://127.0.0.1:9229/json', (response) => response.on('data', (data) => resolve(String(data))))
    .on('error', ({ code }) => resolve(code));
});
class Hollow {
  constructor() {
    throw new Error(answer);
  }
}
const hollow = Hollow;

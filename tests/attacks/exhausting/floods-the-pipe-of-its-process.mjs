// tries: to send its parent more than it can keep
// kata: graceful-shutdown
// expects: runtime_error wrong_answer time_limit memory_limit output_limit
import { Socket } from 'node:net';
const pipe = new Socket({ fd: 3 });
const much = `{"told":"[\\"${'x'.repeat(100_000)}\\"]"}\n`;
const flood = () => pipe.write(much, flood);
flood();
await new Promise(() => setInterval(() => {}, 1000));

// tries: to use up ports, sockets and memory of the kernel
// kata: graceful-shutdown
// expects: runtime_error wrong_answer time_limit memory_limit
import { connect, createServer } from 'node:net';
for (;;) {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve).once('error', resolve));
  for (let n = 0; n < 100; n += 1) connect(server.address()?.port ?? 1, '127.0.0.1').on('error', () => {});
}

'use strict';
// No class syntax and no private fields: what a shutdown shares is in closures. Time is kept by a deadline and one
// AbortSignal, answers are counted by hand, and connections get FIN first and are destroyed when nobody is left.
const { once } = require('node:events');
const { setTimeout: sleep } = require('node:timers/promises');

function GracefulShutdown(server, options) {
  const self = this;
  const { timeout, onShutdown } = { timeout: 30000, onShutdown: [], ...options };
  const busy = new Set();
  let finished = null;

  Object.assign(self, { timeout, onShutdown: Array.from(onShutdown), connections: new Set(), isShuttingDown: false });

  server.on('connection', function (socket) {
    self.connections.add(socket);
    socket.once('close', () => self.connections.delete(socket));
  });
  server.prependListener('request', function (request, response) {
    const one = { response, socket: request.socket };
    busy.add(one);
    response.once('close', function () {
      busy.delete(one);
      if (!self.isShuttingDown) return;
      one.socket.end();
      if (busy.size === 0) server.emit('idle');
    });
  });

  self.addShutdownHook = (hook) => void self.onShutdown.push(hook);
  self.shutdown = (exitCode = 0) => (finished = finished || run(exitCode));

  async function run(exitCode) {
    self.isShuttingDown = true;
    const late = AbortSignal.timeout(self.timeout);
    late.addEventListener('abort', () => sleep(1000).then(() => process.exit(1)));
    const code = await drain(late).then(
      () => exitCode,
      () => 1,
    );
    const results = [];
    for (const hook of self.onShutdown) results.push(await settle(hook));
    process.exit(late.aborted || results.includes('failed') ? 1 : code);
  }

  async function drain(signal) {
    const idle = busy.size > 0 ? once(server, 'idle', { signal }) : null;
    const closed = server.listening ? once(server, 'close', { signal }) : null;
    closed?.catch(() => {}); // looked at later
    for (const { response } of busy) response.shouldKeepAlive = false;
    if (closed) server.close();
    await idle;
    for (const socket of self.connections) socket.destroySoon();
    await closed;
  }

  for (const name of ['SIGTERM', 'SIGINT', 'SIGUSR2']) process.on(name, () => self.shutdown());
  process.on('uncaughtException', () => self.shutdown(1));
  process.on('unhandledRejection', (reason) => console.warn('unhandled rejection', reason));
}

async function settle(hook) {
  try {
    await hook();
    return 'done';
  } catch {
    return 'failed';
  }
}

module.exports = { GracefulShutdown };

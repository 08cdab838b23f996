// fails: C2 C3 C4 C5 C8 C9 C12 E1 E3 E10
// Closes all connections at once, requests in flight or not.
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGUSR2'];
const GRACE = 1000;

/** Ends the process of an http server when it is asked to: requests are answered, and hooks run. */
export class GracefulShutdown {
  connections = new Set();
  isShuttingDown = false;
  #server;
  #responses = new Map(); // those under way, by socket
  #end;

  constructor(server, { timeout = 30_000, onShutdown = [] } = {}) {
    this.timeout = timeout;
    this.onShutdown = [...onShutdown];
    this.#server = server;
    server.on('connection', (socket) => this.#connected(socket));
    server.on('request', ({ socket }, response) => this.#started(socket, response));
    for (const signal of SIGNALS) process.on(signal, () => this.shutdown());
    process.on('uncaughtException', (error) => {
      console.error(error);
      this.shutdown(1);
    });
    process.on('unhandledRejection', (reason) => console.error(reason));
  }

  addShutdownHook(hook) {
    this.onShutdown.push(hook);
  }

  shutdown(exitCode = 0) {
    this.#end ??= this.#run(exitCode);
    return this.#end;
  }

  #connected(socket) {
    this.connections.add(socket);
    socket.on('close', () => this.connections.delete(socket));
  }

  #started(socket, response) {
    this.#responses.set(socket, response);
    response.on('close', () => {
      this.#responses.delete(socket);
      if (this.isShuttingDown) socket.destroySoon(); // with its headers sent before, Node would keep it alive
    });
  }

  async #run(exitCode) {
    this.isShuttingDown = true;
    let code = exitCode;
    const timeIsUp = new Promise((resolve) => setTimeout(resolve, this.timeout)).then(() => {
      code = 1;
      setTimeout(() => process.exit(code), GRACE);
    });
    await Promise.race([this.#drain(), timeIsUp]);
    for (const hook of this.onShutdown) {
      try {
        await hook();
      } catch (error) {
        console.error(error);
        code = 1;
      }
    }
    process.exit(code);
  }

  /** Resolves when no connection is left. */
  #drain() {
    for (const socket of this.connections) {
      const response = this.#responses.get(socket);
      if (!response) socket.destroy();
      else if (!response.headersSent) response.setHeader('Connection', 'close');
    }
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(resolve)); // also when it was not listening
  }
}

// fails: E1 E2 E3 E4 E5 E6 E7 E8 E9 E10
// A first attempt: right as long as clients say goodbye by themselves, hooks behave and nobody is in a hurry.
export class GracefulShutdown {
  constructor(server, options = {}) {
    this.server = server;
    this.timeout = options.timeout || 30000;
    this.onShutdown = options.onShutdown || [];
    this.connections = new Set();
    this.isShuttingDown = false;

    server.on('connection', (connection) => {
      this.connections.add(connection);
      connection.on('close', () => this.connections.delete(connection));
    });

    for (const signal of ['SIGTERM', 'SIGINT', 'SIGUSR2']) {
      process.on(signal, () => this.shutdown());
    }
    process.on('uncaughtException', (error) => {
      console.error('Uncaught exception:', error);
      this.shutdown(1);
    });
    process.on('unhandledRejection', (reason) => console.error('Unhandled rejection:', reason));
  }

  addShutdownHook(hook) {
    this.onShutdown.push(hook);
  }

  async shutdown(exitCode = 0) {
    if (this.isShuttingDown) return;
    this.isShuttingDown = true;

    const forced = setTimeout(() => process.exit(1), this.timeout);
    try {
      await new Promise((resolve, reject) => {
        this.server.close((error) => (error ? reject(error) : resolve()));
      });
      await this.waitForConnections();
      for (const hook of this.onShutdown) {
        await hook();
      }
      clearTimeout(forced);
      process.exit(exitCode);
    } catch (error) {
      console.error('Shutdown failed:', error);
      process.exit(1);
    }
  }

  waitForConnections() {
    return new Promise((resolve) => {
      const check = () => {
        if (this.connections.size === 0) return resolve();
        for (const connection of this.connections) connection.end();
        setTimeout(check, 1000);
      };
      check();
    });
  }
}

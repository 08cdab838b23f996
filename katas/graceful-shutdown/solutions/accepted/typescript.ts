// A small machine of phases, told apart by types. It looks every few milliseconds what is left instead of listening
// for events, and goes by the clock instead of by timers for its limits.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

type Hook = () => unknown;
interface Options {
  timeout?: number;
  onShutdown?: Hook[];
}

enum Phase {
  Serving,
  Draining,
  Cleaning,
}

const LOOK_MS = 10;
const GRACE_MS = 1000;

export class GracefulShutdown {
  readonly connections = new Set<Socket>();
  readonly onShutdown: Hook[];
  readonly timeout: number;
  private phase = Phase.Serving;
  private readonly answering = new Map<Socket, ServerResponse>();
  private deadline = Infinity;
  private exitCode = 0;
  private readonly over = Promise.withResolvers<never>();

  constructor(
    private readonly server: Server,
    options: Options = {},
  ) {
    this.timeout = options.timeout ?? 30_000;
    this.onShutdown = [...(options.onShutdown ?? [])];
    server.on('connection', (socket: Socket) => this.connections.add(socket));
    server.on('connection', (socket: Socket) => socket.on('close', () => this.connections.delete(socket)));
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      this.answering.set(request.socket, response);
    });
    const handlers: Record<string, (value: unknown) => void> = {
      SIGTERM: () => this.shutdown(),
      SIGINT: () => this.shutdown(),
      SIGUSR2: () => this.shutdown(),
      uncaughtException: (error) => (console.error('uncaught', error), this.shutdown(1)),
      unhandledRejection: (reason) => console.error('unhandled', reason),
    };
    for (const event in handlers) process.on(event, handlers[event]);
  }

  get isShuttingDown(): boolean {
    return this.phase !== Phase.Serving;
  }

  addShutdownHook(hook: Hook): void {
    this.onShutdown.push(hook);
  }

  shutdown(exitCode = 0): Promise<void> {
    if (this.phase === Phase.Serving) this.begin(exitCode);
    return this.over.promise;
  }

  private begin(exitCode: number): void {
    this.phase = Phase.Draining;
    this.exitCode = exitCode;
    this.deadline = Date.now() + this.timeout;
    if (this.server.listening) this.server.close();
    for (const response of this.answering.values()) {
      if (!response.writableEnded && !response.headersSent) response.setHeader('connection', 'close');
    }
    const timer = setInterval(() => this.look(timer), LOOK_MS);
    this.look(timer);
  }

  private look(timer: NodeJS.Timeout): void {
    const isLate = Date.now() >= this.deadline;
    if (isLate) this.exitCode = 1;
    if (this.phase === Phase.Cleaning && Date.now() >= this.deadline + GRACE_MS) process.exit(1);
    if (this.phase !== Phase.Draining) return;
    for (const socket of this.connections) if (!this.isBusy(socket)) socket.destroy();
    if (!isLate && this.connections.size > 0) return;
    this.phase = Phase.Cleaning;
    this.clean().finally(() => clearInterval(timer));
  }

  private isBusy(socket: Socket): boolean {
    const response = this.answering.get(socket);
    return response !== undefined && !response.closed;
  }

  private async clean(): Promise<void> {
    for (const hook of this.onShutdown) {
      await Promise.try(hook).catch((reason: unknown) => {
        console.error('a hook failed', reason);
        this.exitCode = 1;
      });
    }
    process.exit(this.exitCode);
  }
}

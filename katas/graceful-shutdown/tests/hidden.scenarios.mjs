// Arrange and act; what is seen is judged elsewhere.
import { launch, responsesOf } from './stage.scenarios.mjs';

/** A server process (see fixtures/server.mjs) and what happens to it, step by step. The first step that waits in vain
 * is the last one; it is `missed`. A step is one of
 *   open client options       opens a connection
 *   ask client path headers   sends a request and waits until the server has it; for kind `now` until it is answered,
 *                             for kind `streamed` until the answer has begun
 *   upgrade client            makes the connection an upgraded one
 *   connect client            tries to open a connection
 *   kill signal               sends a signal; the process gets it before what follows
 *   signal signal             sends one, waits until the process has got it, and lets a moment pass
 *   call command values       lets the program do something: see its `commands`; a moment passes if it is to shut down
 *   tick ms                   lets virtual time pass
 *   till ms                   lets it pass until that much has passed in all
 *   event ms kind name        waits until the program has told that, while up to `ms` of virtual time pass
 *   answered client           waits for the answer to all requests of a client, or the end of its connection
 *   closed client             waits until the server has closed a connection
 *   ended ms                  waits for the end of the process, while up to `ms` of virtual time pass */
export async function play(_, { input, start }) {
  const server = await launch(start, input.program);
  const seen = { missed: null };
  try {
    for (const [step, ...args] of input.steps) {
      if (await steps[step](server, ...args)) continue;
      seen.missed = [step, ...args];
      break;
    }
    const clients = [...server.clients].map(([name, client]) => [name, describe(client)]);
    return { ...seen, exit: server.exit(), events: server.events(), clients: Object.fromEntries(clients) };
  } finally {
    await server.close();
  }
}

/** Several of them side by side, each with an input of its own. */
export const plays = (_, { input, start }) => Promise.all(input.map((each) => play(_, { input: each, start })));

const describe = (client) => ({ hasFailed: client.hasFailed, responses: responsesOf(client) });

const SHORT = 200;
const MOMENT = 20; // for whoever begins the shutdown a little later

const steps = {
  async open(server, name, options) {
    const before = server.count('connected');
    server.open(name, options);
    return server.hears(['connected'], { times: before + 1 });
  },

  async ask(server, name, path, headers = {}) {
    const client = server.clients.get(name);
    const [, kind, id] = path.split('/');
    const lines = Object.entries({ Host: 'localhost', ...headers }).map(([key, value]) => `${key}: ${value}`);
    client.sent += 1;
    client.socket.write([`GET ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
    if (kind === 'now') return steps.answered(server, name);
    if (kind === 'streamed' && !(await server.comes(() => client.text.includes('\r\n\r\n')))) return false;
    return server.hears(['asked', id]);
  },

  upgrade(server, name) {
    const client = server.clients.get(name);
    client.sent += 1;
    client.socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n');
    return steps.answered(server, name);
  },

  connect(server, name) {
    const client = server.open(name);
    return server.comes(() => client.isConnected || client.hasFailed);
  },

  async kill(server, signal) {
    await server.kill(signal);
    await server.tick(0);
    return true;
  },

  async signal(server, signal) {
    const before = server.count('signal', signal);
    server.kill(signal);
    const came = await server.hears(['signal', signal], { times: before + 1 });
    await server.tick(MOMENT);
    return came || server.exit() !== null; // which may be before the program could tell
  },

  async call(server, ...command) {
    server.tell(command);
    await server.tick(['shutdown', 'throw'].includes(command[0]) ? MOMENT : 0);
    return true;
  },

  async tick(server, ms) {
    await server.tick(ms);
    return true;
  },

  till: (server, ms) => steps.tick(server, ms - server.passed()),

  event: (server, budget, ...event) => server.hears(event, { budget }),

  answered(server, name) {
    const client = server.clients.get(name);
    const hasAll = () => responsesOf(client).filter(({ isWhole }) => isWhole).length === client.sent;
    return server.comes(() => client.isClosed || hasAll());
  },

  closed(server, name) {
    return server.comes(() => server.clients.get(name).isClosed, SHORT);
  },

  ended: (server, ms) => server.comes(() => server.exit() !== null, ms),
};

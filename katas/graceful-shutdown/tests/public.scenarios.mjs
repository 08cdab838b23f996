// What the public tests do with a server that has your class: see fixtures/server.mjs. Time stands still in its
// process, but for what the last parameter of `comes` and `hears` lets pass while they wait.
import { launch, responsesOf } from './stage.scenarios.mjs';

const PATIENCE_MS = 5000;

/** Starts a server, lets `body(server)` act, waits for the end of the process and gives what was seen. */
async function untilTheEnd(start, program, body) {
  const server = await launch(start, program);
  try {
    await body(server);
    await server.comes(() => server.exit() !== null, PATIENCE_MS);
    const responses = [...server.clients].map(([name, client]) => [name, responsesOf(client)]);
    return { exit: server.exit(), events: server.events(), responses: Object.fromEntries(responses) };
  } finally {
    await server.close();
  }
}

/** Sends a request that is answered when the scenario releases it. */
async function ask(server, name) {
  server.open(name).socket.write(`GET /held/${name}/1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  await server.hears(['asked', name]);
}

async function signal(server, name) {
  server.kill(name);
  await server.hears(['signal', name]);
}

export function end_by_signal(_, { input, start }) {
  return untilTheEnd(start, { options: input.options, added: input.added }, (server) => signal(server, input.signal));
}

export function request_in_flight(_, { start, input }) {
  return untilTheEnd(start, { options: input.options }, async (server) => {
    await ask(server, 'ann');
    await signal(server, 'SIGTERM');
    server.tell(['release', 'ann']);
  });
}

export function request_without_an_answer(_, { start, input }) {
  return untilTheEnd(start, { options: input.options }, async (server) => {
    await ask(server, 'ann');
    await signal(server, 'SIGTERM');
    await server.tick(input.options.timeout);
  });
}

export function call(_, { start, input }) {
  return untilTheEnd(start, {}, (server) => server.tell(['shutdown', input]));
}

export function idle_connection(_, { start }) {
  return untilTheEnd(start, {}, async (server) => {
    const client = server.open('ann');
    client.socket.write('GET /now/hello/1 HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await server.comes(() => responsesOf(client).length > 0);
    await signal(server, 'SIGTERM');
  });
}

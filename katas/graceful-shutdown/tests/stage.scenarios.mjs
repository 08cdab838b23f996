// Where a server process is watched and handled. Whoever waits here waits for something to happen; that it does not
// is taken for granted only when nothing has happened for a long time in which both processes had many turns.
import { connect } from 'node:net';

const ROUNDS = 50;
const PAUSE_MS = 10;
const MOST_TEXT = 10_000; // that is kept of what a client receives
const MOST_SHOWN = 40; // of a body

/** Starts fixtures/server.mjs with that input. */
export async function launch(start, input) {
  const server = await start('server.mjs', input);
  const clients = new Map();
  let ticks = 0;
  let passed = 0;
  let exit = null;
  let changed = () => {};
  server.ended.then((how) => {
    exit = how;
    changed();
  });

  /** What the program told, without its answers to `tick`. */
  const events = () => server.heard.filter(([kind]) => kind !== 'ticked');
  const count = (...event) => events().filter((one) => event.every((value, n) => value === one[n])).length;
  const hasTicked = () => server.heard.length - events().length >= ticks;

  /** Lets virtual time pass in the server's process, if it is still there. */
  async function tick(ms) {
    ticks += 1;
    passed += ms;
    server.tell(['tick', ms]);
    await server.until(hasTicked);
  }

  /** Resolves with whether `test()` comes to hold. Meanwhile `budget` milliseconds of virtual time pass, bit by bit. */
  async function comes(test, budget = 0) {
    let quiet = 0;
    while (!test()) {
      if (await change()) continue;
      quiet += 1;
      if (quiet > ROUNDS) return false;
      await tick(budget / ROUNDS);
    }
    return true;
  }

  /** Resolves with whether the program tells that event, for the `times`th time, before the process ends. */
  async function hears(event, { times = 1, budget = 0 } = {}) {
    const hasHeard = () => count(...event) >= times;
    await comes(() => hasHeard() || exit, budget);
    return hasHeard();
  }

  /** Resolves with whether anything was told or received, or the process has ended, before a pause was over. */
  async function change() {
    const { length } = server.heard;
    let pause;
    const isChange = await new Promise((resolve) => {
      changed = () => resolve(true);
      pause = setTimeout(resolve, PAUSE_MS, false);
      if (!exit) server.until((heard) => heard.length > length).then(changed);
    });
    clearTimeout(pause);
    return isChange;
  }

  /** A TCP connection, over which requests can be sent. One that `keepsOpen` does not close its side in return. */
  function open(name, { keepsOpen = false } = {}) {
    const socket = connect({ port: server.ready, host: '127.0.0.1', allowHalfOpen: keepsOpen });
    const closed = new Promise((resolve) => socket.once('close', resolve));
    const client = { socket, closed, text: '', received: 0, sent: 0, isClosed: false, hasFailed: null };
    const note = (values) => {
      Object.assign(client, values);
      changed();
    };
    socket.setEncoding('latin1');
    socket.on('connect', () => note({ isConnected: true }));
    socket.on('data', (text) => {
      const { length } = client.text;
      note({ text: client.text + text.slice(0, MOST_TEXT - length), received: client.received + text.length });
    });
    socket.on('end', () => note({ isClosed: true }));
    socket.on('error', ({ code }) => note({ hasFailed: code }));
    socket.on('close', () => note({ isClosed: true }));
    clients.set(name, client);
    return client;
  }

  /** Closes all connections. */
  function close() {
    for (const { socket } of clients.values()) socket.destroy();
    return Promise.all([...clients.values()].map(({ closed }) => closed));
  }

  return { ...server, events, count, tick, comes, hears, open, clients, close, passed: () => passed, exit: () => exit };
}

/** The responses that a client has received: `length` is that of the body so far, `isWhole` tells whether that is as
 * much as its Content-Length says. */
export function responsesOf({ text, received }) {
  const found = [];
  for (let start = 0, end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n', start)) {
    const head = text.slice(start, end);
    const header = (name) => new RegExp(`^${name}: *(.*)$`, 'im').exec(head)?.[1];
    const expected = Number(header('content-length') ?? 0);
    start = end + 4;
    const length = Math.min(expected, received - start);
    found.push({
      status: Number(head.split(' ')[1]),
      connection: header('connection'),
      body: text.slice(start, start + Math.min(length, MOST_SHOWN)),
      length,
      isWhole: length === expected,
    });
    start += length;
  }
  return found;
}

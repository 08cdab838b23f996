// Serves an app on the loopback, and uploads to it: bodies are written here, byte by byte.
import { once } from 'node:events';
import http from 'node:http';
import { turn } from './disk.scenarios.mjs';

/** The pieces of a multipart body. A part is `{ name, filename?, type?, fill, size }`, its content `fill` over and
 * over until it has `size` bytes. */
export function multipart(parts, boundary) {
  const pieces = parts.flatMap(({ name, filename, type, fill, size }) => [
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"`,
    filename === undefined ? '' : `; filename="${filename}"`,
    type === undefined ? '' : `\r\nContent-Type: ${type}`,
    '\r\n\r\n',
    Buffer.alloc(size, fill),
    '\r\n',
  ]);
  return Buffer.concat([...pieces, `--${boundary}--\r\n`].map((piece) => Buffer.from(piece)));
}

/** Serves an app until `close()`. `sockets` are the server's ends of the connections, `responses` what it sends. */
export async function serve(app) {
  const server = http.createServer(app);
  const sockets = new Map(); // by the port of the client
  const responses = new Map();
  server.on('connection', (socket) => sockets.set(socket.remotePort, socket));
  server.on('request', (req, res) => responses.set(req.socket.remotePort, res));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const clients = [];
  const { port } = server.address();
  return {
    /** Begins a request to upload, of which no byte of the body is sent yet: see `begin`. */
    upload: async (headers) => {
      const client = await begin(port, headers);
      clients.push(client);
      const end = () => sockets.get(client.localPort);
      return {
        ...client,
        received: () => end()?.bytesRead ?? 0,
        /** Whether the app has sent its whole response, if it was not held up on the way. */
        isAnswered: () => responses.get(client.localPort)?.writableEnded ?? false,
        /** Resolves when the server has read everything that was sent. */
        arrived: async () => {
          while (end()?.bytesRead !== client.sent()) await turn();
        },
        /** Resolves when the server's end of the connection is closed. */
        closed: () => new Promise((resolve) => (end().closed ? resolve() : end().once('close', resolve))),
      };
    },
    close: async () => {
      for (const client of clients) client.abort();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      for (let turns = 0; turns < 3; turns += 1) await turn();
    },
  };
}

/** Begins a request. Its `answer` is `{ status, type, body }`, with `body` parsed where it is JSON. */
async function begin(port, headers) {
  const options = { host: '127.0.0.1', port, method: 'POST', path: '/upload', agent: false };
  const req = http.request({ ...options, headers: { ...headers, connection: 'keep-alive' } });
  const answer = new Promise((resolve, reject) => {
    req.on('error', reject);
    req.once('response', (res) => res.toArray().then((chunks) => resolve(read(res, chunks)), reject));
  });
  answer.catch(() => {}); // nobody may be interested
  req.flushHeaders();
  const [socket] = await once(req, 'socket');
  if (socket.connecting) await once(socket, 'connect');
  return {
    answer,
    localPort: socket.localPort,
    write: (piece) => req.write(piece),
    drained: () => once(req, 'drain'),
    end: (piece) => req.end(piece),
    abort: () => req.destroy(),
    sent: () => socket.bytesWritten,
  };
}

function read(res, chunks) {
  const text = Buffer.concat(chunks).toString();
  return { status: res.statusCode, type: res.headers['content-type'], body: parse(text) };
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text.slice(0, 300);
  }
}

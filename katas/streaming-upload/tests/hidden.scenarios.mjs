// Arrange and act; what is seen is judged elsewhere. A request is `{ parts, boundary }`, or `{ body, type }` for one
// that is not so well made; `missing` bytes are cut off the end of its body, `chunked` is sent without its length,
// and `cuts` are the places where it is taken apart: each piece is sent when the one before it has arrived.
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stopAt } from './calendar.scenarios.mjs';
import { multipart, serve } from './client.scenarios.mjs';
import * as disk from './disk.scenarios.mjs';

const LATER = { name: 'later', filename: 'later.txt', type: 'text/plain', fill: 'later', size: 100 };

/** Serves an app that saves to `root`/data/uploads, where the files `existing` are before, if any, and lets `play({ uploadDir, root, upload, progress })` act. */
async function onStage(
  { createUploadApp },
  play,
  { existing = null, relative = false, report = false, now = null } = {},
) {
  const root = disk.createFolder();
  const uploadDir = join(root, 'data', 'uploads');
  const progress = [];
  const before = process.cwd();
  let server;
  try {
    if (existing) mkdirSync(uploadDir, { recursive: true });
    for (const name of existing ?? []) writeFileSync(join(uploadDir, name), name);
    if (relative) process.chdir(root);
    stopAt(now);
    const options = { uploadDir: relative ? join('data', 'uploads') : uploadDir };
    if (report) options.onProgress = (...args) => progress.push(args);
    server = await serve(createUploadApp(options));
    return await play({ root, uploadDir, upload: server.upload, progress });
  } finally {
    disk.release();
    await server?.close();
    await disk.quiet();
    stopAt(null);
    process.chdir(before);
    rmSync(root, { recursive: true });
  }
}

const bodyOf = ({ parts, boundary, body, missing = 0 }) => {
  const whole = body ?? multipart(parts, boundary);
  return whole.subarray(0, whole.length - missing);
};

function headersOf({ boundary, type = `multipart/form-data; boundary=${boundary}`, chunked }, body) {
  return {
    ...(type !== null && { 'content-type': type }),
    ...(chunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': body.length }),
  };
}

function piecesOf(body, cuts = []) {
  const places = cuts.map((cut) => Math.min(cut, body.length)).sort((a, b) => a - b);
  return [0, ...places].map((place, n) => body.subarray(place, places[n] ?? body.length));
}

/** Sends a request, and resolves with the answer. */
async function send(upload, request) {
  const body = bodyOf(request);
  const client = await upload(headersOf(request, body));
  const pieces = piecesOf(body, request.cuts);
  for (const piece of pieces.slice(0, -1)) {
    client.write(piece);
    await client.arrived();
  }
  client.end(pieces.at(-1));
  return client.answer;
}

const answerTo = (waitFor, upload, request) => waitFor('an answer to the request', send(upload, request));

/** Sends one request after the other, each at the moment that `request.now` says, if any. */
export function uploads(solution, { input, waitFor }) {
  const { requests, ...options } = input;
  const play = async ({ root, uploadDir, upload }) => {
    const answers = [];
    for (const request of requests) {
      if (request.now) stopAt(request.now);
      answers.push(await answerTo(waitFor, upload, request));
    }
    await disk.quiet();
    return { root, uploadDir, answers, stored: disk.filesIn(root) };
  };
  return onStage(solution, play, options);
}

/** Sends requests that are to fail, one after the other, and then another one. */
export function refused(solution, { input, waitFor }) {
  const play = async ({ root, upload }) => {
    const answers = [];
    for (const request of input.requests) answers.push(await answerTo(waitFor, upload, request));
    return { answers, ...(await afterwards(root, upload, waitFor)) };
  };
  return onStage(solution, play);
}

/** What is left of requests that failed, once it has been removed, and the answer to another one. */
async function afterwards(root, upload, waitFor) {
  await waitFor(
    'the files of the request to be removed',
    disk.until(() => disk.filesIn(root).length === 0),
  );
  const left = disk.filesIn(root);
  return { left, later: await answerTo(waitFor, upload, { parts: [LATER], boundary: 'later' }) };
}

/** Sends several requests at the same time, piece by piece: one of each in turn. */
export function uploads_at_once(solution, { input, waitFor }) {
  const play = async ({ uploadDir, upload }) => {
    const all = [];
    for (const request of input.requests) {
      const body = bodyOf(request);
      all.push({ client: await upload(headersOf(request, body)), pieces: piecesOf(body, request.cuts) });
    }
    while (all.some(({ pieces }) => pieces.length > 0)) {
      for (const { client, pieces } of all) {
        if (pieces.length === 0) continue;
        client.write(pieces.shift());
        await client.arrived();
      }
    }
    for (const { client } of all) client.end();
    const answers = Promise.all(all.map(({ client }) => client.answer));
    const seen = await waitFor('an answer to each request', answers);
    await disk.quiet();
    return { uploadDir, answers: seen, stored: disk.filesIn(uploadDir) };
  };
  return onStage(solution, play, input);
}

/** Creates two apps, each with a folder of its own, and sends a request to each. Gives what is in the folders. */
export async function two_apps({ createUploadApp }, { input, waitFor }) {
  const root = disk.createFolder();
  const folders = ['one', 'two'].map((name) => join(root, name));
  const servers = [];
  try {
    const apps = folders.map((uploadDir) => createUploadApp({ uploadDir }));
    for (const app of apps) servers.push(await serve(app));
    for (const [n, { upload }] of servers.entries()) await answerTo(waitFor, upload, input.requests[n]);
    await disk.quiet();
    return folders.map(disk.filesIn);
  } finally {
    for (const server of servers) await server.close();
    await disk.quiet();
    rmSync(root, { recursive: true });
  }
}

/** Sends a request to a disk that does nothing but when nobody else does. Gives what was stored when the answer came,
 * and in the end. */
export function slow_disk(solution, { input, waitFor }) {
  const play = async ({ uploadDir, upload }) => {
    const body = bodyOf(input.request);
    const client = await upload(headersOf(input.request, body));
    disk.hold();
    client.end(body);
    let answer;
    client.answer.then((value) => (answer = value));
    const state = () => client.received();
    const isAnswered = () => answer !== undefined || client.isAnswered();
    const pursue = async () => {
      while (!isAnswered()) {
        await disk.quiet({ state, done: isAnswered });
        if (!isAnswered()) disk.next();
      }
      await client.answer;
    };
    await waitFor('an answer to the request', pursue());
    const early = disk.filesIn(uploadDir);
    disk.release();
    await disk.quiet();
    return { uploadDir, answers: [answer], early, stored: disk.filesIn(uploadDir) };
  };
  return onStage(solution, play, input);
}

/** Sends the beginning of a request and breaks the connection off, and then sends another request. The disk is
 * held meanwhile, if `held`. */
export function broken_off(solution, { input, waitFor }) {
  const play = async ({ root, upload }) => {
    const body = bodyOf(input.request);
    const before = disk.openFiles();
    const client = await upload(headersOf(input.request, body));
    if (input.held) disk.hold();
    client.write(body.subarray(0, body.length - input.unsent));
    await client.arrived();
    await disk.quiet();
    client.abort();
    await waitFor("the server's end of the connection to close", client.closed());
    await disk.quiet(); // what is held is still held: the app learns that the client is gone while the disk works
    disk.release();
    const isClean = () => disk.openFiles() === before && disk.filesIn(root).length === 0;
    await waitFor('the files of the request to be removed and closed', disk.until(isClean));
    const left = { files: disk.filesIn(root), descriptors: disk.openFiles() - before };
    return { left, later: await answerTo(waitFor, upload, { parts: [LATER], boundary: 'later' }) };
  };
  return onStage(solution, play);
}

/** Sends requests while the folder is a file, or, given `room`, to a disk that is full after so many bytes; then one
 * when all is well again. */
export function unwritable(solution, { input, waitFor }) {
  const play = async ({ root, uploadDir, upload }) => {
    if (input.room === undefined) {
      rmSync(uploadDir, { recursive: true, force: true });
      mkdirSync(dirname(uploadDir), { recursive: true });
      writeFileSync(uploadDir, '');
    }
    const answers = [];
    for (const request of input.requests) {
      if (input.room !== undefined) disk.leaveRoom(input.room);
      answers.push(await answerTo(waitFor, upload, request));
    }
    await disk.quiet();
    disk.release();
    if (input.room === undefined) {
      rmSync(uploadDir);
      mkdirSync(uploadDir);
    }
    return { answers, ...(await afterwards(root, upload, waitFor)) };
  };
  return onStage(solution, play, { existing: [] });
}

/** Sends requests one after the other, and gives what onProgress was called with: for each, what it was before the
 * last piece was sent, and all of it. */
export function progress(solution, { input, waitFor }) {
  const play = async ({ upload, progress: calls }) => {
    const seen = [];
    for (const request of input.requests) {
      const body = bodyOf(request);
      const client = await upload(headersOf(request, body));
      const pieces = piecesOf(body, request.cuts);
      for (const piece of pieces.slice(0, -1)) {
        client.write(piece);
        await client.arrived();
        await disk.quiet();
      }
      const before = [...calls];
      client.end(pieces.at(-1));
      const answer = await waitFor('an answer to the request', client.answer);
      await disk.quiet();
      seen.push({ before, all: calls.splice(0), answer });
    }
    return seen;
  };
  return onStage(solution, play, { report: true });
}

/** The body of a file of `chunks` times `chunk` bytes: what comes before, and after. */
function around(boundary) {
  const [head, tail] = multipart([{ name: 'big', filename: 'big.bin', type: 'x/y', fill: '-', size: 1 }], boundary)
    .toString('latin1')
    .split('\r\n-\r\n');
  return [`${head}\r\n`, `\r\n${tail}`];
}

/** Begins to send a big file, as fast as it is taken. */
async function sendBig(upload, { boundary, chunk, chunks, fill }) {
  const [head, tail] = around(boundary);
  const length = head.length + chunk * chunks + tail.length;
  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}`, 'content-length': length };
  const client = await upload(headers);
  const bytes = Buffer.alloc(chunk, fill); // always the same: it is not our memory that is measured
  const write = async () => {
    client.write(head);
    for (let n = 0; n < chunks; n += 1) if (!client.write(bytes)) await client.drained();
    client.end(tail);
  };
  write().catch(() => {}); // nobody takes the rest
  return client;
}

/** A file that is too big to be kept in memory. */
export function big_file(solution, { input, waitFor }) {
  const play = async ({ upload }) => {
    const { answer } = await sendBig(upload, input);
    const { status, body } = await waitFor('an answer to the request', answer);
    await disk.quiet();
    const file = body.files?.[0];
    return { status, size: file?.size, onDisk: file && statSync(file.path, { throwIfNoEntry: false })?.size };
  };
  return onStage(solution, play);
}

/** A big file while the disk does nothing: how many bytes the app takes meanwhile that are not on the disk. */
export function ahead_of_the_disk(solution, { input, waitFor }) {
  const play = async ({ root, upload }) => {
    disk.hold({ opening: false });
    const client = await sendBig(upload, input);
    await disk.quiet({ state: () => client.received() });
    const ahead = client.received() - disk.bytesIn(root);
    disk.release();
    const { status, body } = await waitFor('an answer to the request', client.answer);
    return { ahead, status, size: body.files?.[0]?.size };
  };
  return onStage(solution, play);
}

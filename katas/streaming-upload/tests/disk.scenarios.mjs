// The disk as the scenarios see and direct it. Whatever a solution writes passes through here, by whichever of
// Node's functions: it can be held back, and it can find the disk full. Between acts, neither.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import fsp from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const { fstatSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync } = fs;
const FILE_WORK = /^(FSReq|CloseReq)/; // as process.getActiveResourcesInfo names it
const QUIET_TURNS = 60;
const MOST_DESCRIPTORS = 100;

let holding = {}; // whether `opening` and `writing` have to wait
let room = Infinity; // how many bytes can still be written
const held = [];

const pass = (what, run) => (holding[what] ? held.push(run) : run());
const later = (what, start) => new Promise((resolve, reject) => pass(what, () => start().then(resolve, reject)));

const sizeOf = (data) =>
  Array.isArray(data) ? data.reduce((sum, one) => sum + sizeOf(one), 0) : Buffer.byteLength(data);
const fits = (data) => (room -= sizeOf(data)) >= 0;
const diskFull = () => Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
const isWhole = (data) => typeof data === 'string' || ArrayBuffer.isView(data) || Array.isArray(data);

/** A proxy, because util.promisify looks at a function's properties. */
function patch(target, name, apply) {
  target[name] = new Proxy(target[name], { apply });
}

/** A function with a callback, and its data in second place. */
function patchCalling(name) {
  patch(fs, name, (write, self, args) =>
    pass('writing', () => (fits(args[1]) ? Reflect.apply(write, fs, args) : process.nextTick(args.at(-1), diskFull()))),
  );
}

function patchSync(name) {
  patch(fs, name, (write, self, args) => {
    if (!fits(args[1])) throw diskFull();
    return Reflect.apply(write, fs, args);
  });
}

/** A function that returns a promise, and has its data in that place: all of it, or something to iterate over. */
function patchPromised(target, name, place) {
  patch(target, name, (write, self, args) => {
    const data = args[place];
    if (!isWhole(data)) return Reflect.apply(write, self, args.with(place, inPieces(data)));
    return later('writing', async () => {
      if (!fits(data)) throw diskFull();
      return Reflect.apply(write, self, args);
    });
  });
}

async function* inPieces(data) {
  for await (const piece of data) {
    await later('writing', async () => {
      if (!fits(piece)) throw diskFull();
    });
    yield piece;
  }
}

async function fileHandle() {
  const folder = createFolder();
  const handle = await fsp.open(join(folder, 'any'), 'w');
  await handle.close();
  rmSync(folder, { recursive: true });
  return Object.getPrototypeOf(handle);
}

const prototype = await fileHandle();
for (const name of ['write', 'writev', 'writeFile', 'appendFile']) patchPromised(prototype, name, 0);
for (const name of ['writeFile', 'appendFile']) patchPromised(fsp, name, 1);
for (const name of ['write', 'writev']) patchCalling(name);
for (const name of ['writeSync', 'writevSync']) patchSync(name);
patch(fs, 'open', (open, self, args) => pass('opening', () => Reflect.apply(open, fs, args)));
patch(fsp, 'open', (open, self, args) => later('opening', () => Reflect.apply(open, self, args)));
syncBuiltinESMExports(); // for those who import them by name

/** From now on files are not written to, and not opened either unless `opening` is false, until `next` or `release`. */
export function hold({ opening = true } = {}) {
  holding = { opening, writing: true };
}

/** Lets the latest of what is held happen. */
export const next = () => held.pop()?.();

/** Lets everything happen, now and from now on. */
export function release() {
  holding = {};
  room = Infinity;
  for (const run of held.splice(0)) run();
}

/** After so many more bytes the disk is full. */
export function leaveRoom(bytes) {
  room = bytes;
}

export const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Resolves when nothing is done with files but what is held, and `state()` stays as it is, or when `done()` holds. */
export async function quiet({ state = () => 0, done = () => false } = {}) {
  const look = () => `${held.length} ${state()}`;
  let turns = 0;
  let seen = look();
  while (turns < QUIET_TURNS && !done()) {
    await turn();
    const isBusy = process.getActiveResourcesInfo().some((name) => FILE_WORK.test(name));
    const now = look();
    turns = isBusy || now !== seen ? 0 : turns + 1;
    seen = now;
  }
}

/** Resolves when all is quiet and `done()` holds, or never will, as no timer is waiting. */
export async function until(done) {
  do await quiet();
  while (!done() && process.getActiveResourcesInfo().includes('Timeout'));
}

/** A new folder for temporary files. */
export function createFolder() {
  return realpathSync(mkdtempSync(join(tmpdir(), 'kata-')));
}

/** The files below a folder, `{ path, size, checksum }` each. */
export function filesIn(root) {
  const found = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = found.map(({ parentPath, name }) => join(parentPath, name)).sort();
  return paths.map((path) => ({ path, size: statSync(path).size, checksum: hashOf(readFileSync(path)) }));
}

const hashOf = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** How many bytes lie below a folder. */
export const bytesIn = (root) =>
  readdirSync(root, { recursive: true }).reduce((sum, name) => {
    const found = statSync(join(root, name));
    return found.isFile() ? sum + found.size : sum;
  }, 0);

/** How many descriptors of files this process has. */
export function openFiles() {
  let files = 0;
  for (let fd = 0; fd < MOST_DESCRIPTORS; fd += 1) if (isFile(fd)) files += 1;
  return files;
}

function isFile(fd) {
  try {
    return fstatSync(fd).isFile();
  } catch {
    return false;
  }
}

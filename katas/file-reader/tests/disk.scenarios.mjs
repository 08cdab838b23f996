// A folder of files whose reads are watched and, where a scenario wants it, held back: a read that was asked for
// waits, before Node hears of it, until it is let go. So nothing here waits for time to pass.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Read, watchReads } from './reads.scenarios.mjs';

const immediate = setImmediate;
const activeResources = process.getActiveResourcesInfo.bind(process);

/** What Node is busy with while it opens, looks at, reads or closes files. */
const FILE_WORK = new Set(['FSReqCallback', 'FSReqPromise', 'CloseReq']);
const WORK_AND_TIMERS = new Set([...FILE_WORK, 'Timeout']);
/** After so many turns of the event loop without work nothing happens by itself any more. */
const CALM_TURNS = 10;

class Disk {
  folder = mkdtempSync(join(tmpdir(), 'kata-'));
  /** The most reads that were in flight at a time. */
  most = 0;
  #reads = [];
  #inFlight = 0;
  #waiting = new Map(); // what each read that is held was about to do
  #holds;

  constructor({ holds, failures }) {
    this.#holds = holds;
    this.failures = new Map(failures);
  }

  /** Not joined: a name may begin with './'. */
  path(name) {
    return `${this.folder}/${name}`;
  }

  ask(path) {
    const name = this.#nameOf(path);
    if (name === null) return null;
    const read = new Read(name, () => (this.#inFlight -= 1));
    this.#reads.push(read);
    this.#inFlight += 1;
    this.most = Math.max(this.most, this.#inFlight);
    return read;
  }

  #nameOf(path) {
    const text = path instanceof URL ? fileURLToPath(path) : ArrayBuffer.isView(path) ? `${Buffer.from(path)}` : path;
    if (typeof text !== 'string' || text.includes('\0')) return null; // at which Node throws
    const full = resolve(text);
    return full.startsWith(this.folder + sep) ? relative(this.folder, full) : null;
  }

  begin(read, action) {
    if (this.#holds) this.#waiting.set(read, action);
    else action();
  }

  /** The reads that are held, in the order in which they were asked for. */
  held() {
    return [...this.#waiting.keys()];
  }

  letGo(read) {
    const action = this.#waiting.get(read);
    this.#waiting.delete(read);
    action();
  }

  /** Lets one go after the other, each when nothing more happens by itself, until no read is held. */
  async letGoInTurn() {
    for (await quiet(); this.#waiting.size > 0; await quiet()) this.letGo(this.held()[0]);
  }

  letAllGo() {
    this.#holds = false;
    for (const read of this.held()) this.letGo(read);
  }

  /** How often each file was asked for, by its name; files that were not are left out. */
  asked() {
    const times = {};
    for (const { name } of this.#reads) times[name] = (times[name] ?? 0) + 1;
    return times;
  }
}

/** Lets `act(disk)` happen while the reads of `files` are watched, and cleans up. `files` are pairs of a name and a
 * text, bytes, or null for a folder. Reads whose names are among the pairs `failures` fail, each for its reason. */
export async function onDisk({ files, holds = false, failures = [] }, act) {
  const disk = new Disk({ holds, failures });
  for (const [name, content] of files) {
    const path = disk.path(name);
    mkdirSync(content === null ? path : dirname(path), { recursive: true });
    if (content !== null) writeFileSync(path, content);
  }
  watchReads(disk);
  try {
    return await act(disk);
  } finally {
    disk.letAllGo();
    await quiet();
    watchReads(null);
    rmSync(disk.folder, { recursive: true, force: true });
  }
}

/** Resolves when nothing more will happen by itself, or `isOver`. */
export async function quiet({ isOver = () => false, work = FILE_WORK } = {}) {
  for (let calm = 0; calm < CALM_TURNS && !isOver(); calm += 1) {
    await new Promise((turned) => immediate(turned));
    if (activeResources().some((type) => work.has(type))) calm = -1;
  }
}

/** Resolves when there is an outcome, or never will be: a solution may have timers of its own. */
export const settled = (outcome) => quiet({ isOver: () => outcome.seen !== 'pending', work: WORK_AND_TIMERS });

// Folders to save in, and writes that take long. Node's functions are replaced before any solution is loaded, since
// it may take them with it; as long as nobody asks for slowness, all they do is what they always did.
import fs, { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whatever begins to write, or puts what is written in its place. */
const CALLBACKS = ['writeFile', 'open', 'write', 'rename', 'copyFile'];
const PROMISES = ['writeFile', 'open', 'rename', 'copyFile'];

let holdUp = null; // a promise for each call that is to begin later, or undefined

for (const name of CALLBACKS) {
  const original = fs[name];
  const wrapped = function (...args) {
    const later = holdUp?.();
    if (!later) return original.apply(this, args);
    later.then(() => original.apply(this, args));
  };
  fs[name] = Object.defineProperties(wrapped, Object.getOwnPropertyDescriptors(original));
}
for (const name of PROMISES) {
  const original = fs.promises[name];
  fs.promises[name] = async function (...args) {
    await holdUp?.();
    return original.apply(this, args);
  };
}
syncBuiltinESMExports();

/** While `body` runs, the first call that writes begins only when `release` is called: body(release). */
export async function withFirstWriteHeld(body) {
  const { promise, resolve } = Promise.withResolvers();
  let isFirst = true;
  holdUp = () => {
    if (!isFirst) return undefined;
    isFirst = false;
    return promise;
  };
  try {
    return await body(resolve);
  } finally {
    resolve();
    holdUp = null;
  }
}

/** While `body` runs, the calls that write begin after as many milliseconds as `delays` says, in turn and over again. */
export async function withSlowWrites(delays, body) {
  let calls = 0;
  holdUp = () => {
    const ms = delays[calls % delays.length];
    calls += 1;
    return new Promise((resolve) => setTimeout(resolve, ms));
  };
  try {
    return await body();
  } finally {
    holdUp = null;
  }
}

/** Lets `body` work in a folder that is there for as long: body(folder). */
export async function withFolder(body) {
  const folder = mkdtempSync(join(tmpdir(), 'kata-'));
  try {
    return await body(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function makeFolder(...parts) {
  const path = join(...parts);
  mkdirSync(path);
  return path;
}

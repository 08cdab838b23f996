// Tells of every read, whichever of Node's functions a solution reads with: readFile, open and what stands on it
// (handles, descriptors, streams), their synchronous forms, openAsBlob. These functions are wrapped once, before any
// solution is loaded. While nobody watches, and for files that are not the watcher's, they do what they always did.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { closeSync, fstatSync } = fs;
const { readFile } = fs.promises;
const { nextTick } = process;

/** One file that was asked for. It is in flight until its last byte has been handed out, whether or not it has been
 * closed by then; or until it has failed, or has been closed before. */
export class Read {
  isInFlight = true;
  #left = Infinity; // bytes
  #ended;

  constructor(name, ended) {
    this.name = name;
    this.#ended = ended;
  }

  opened(fd) {
    this.#left = fstatSync(fd).size || Infinity; // that a file has no byte is found out by reading it
  }

  got(bytes) {
    this.#left -= bytes;
    if (bytes === 0 || this.#left <= 0) this.end();
  }

  end() {
    if (!this.isInFlight) return;
    this.isInFlight = false;
    this.#ended();
  }
}

let watcher = null;
let isInside = false; // a synchronous function of Node's, which may call others
const byDescriptor = new Map(); // open files: their reads, and how to close them
const byHandle = new WeakMap();

/** From now on `next` watches, or nobody (null). What was left open is closed: there are not many descriptors.
 * A watcher has
 *   ask(path)            the Read that begins with this, or null where the path is none of its own
 *   begin(read, action)  does it, now or later
 *   failures             a Map: a read whose name is in it fails, for the reason that is there */
export function watchReads(next) {
  watcher = next;
  for (const { close } of byDescriptor.values()) close();
  byDescriptor.clear();
}

/** Puts `wrapper(args, call)` in place of a function, whose properties stay: util.promisify looks for some. */
function wrap(name, wrapper, holder = fs) {
  const apply = (real, self, args) => {
    const call = (given) => Reflect.apply(real, self, given);
    return watcher === null || isInside ? call(args) : wrapper(args, call);
  };
  holder[name] = new Proxy(holder[name], { apply });
}

const isFunction = (value) => typeof value === 'function';

// How the result of `call(args)` comes, each with `done(failed, value)` before anybody else hears of it.
const ways = {
  callback(args, call, done) {
    const last = args.findLastIndex(isFunction);
    if (last < 0) return call(args);
    const heard = function (error, ...values) {
      done(Boolean(error), ...values);
      return Reflect.apply(args[last], this, [error, ...values]);
    };
    return call(args.with(last, heard));
  },
  async promise(args, call, done) {
    let value;
    try {
      value = await call(args);
    } catch (error) {
      done(true);
      throw error;
    }
    done(false, value);
    return value;
  },
  sync(args, call, done) {
    let value;
    isInside = true;
    try {
      value = call(args);
    } catch (error) {
      done(true);
      throw error;
    } finally {
      isInside = false;
    }
    done(false, value);
    return value;
  },
};

// The same of a function that asks for a file: it waits until it may begin, or fails instead.
const asking = {
  callback(read, args, call, done) {
    const { failures } = watcher;
    const start = (given) => {
      if (!failures.has(read.name)) return call(given);
      const reason = failures.get(read.name);
      nextTick(given.findLast(isFunction), reason || { reason }); // nothing would be no error
    };
    return ways.callback(args, (given) => watcher.begin(read, () => start(given)), done);
  },
  promise(read, args, call, done) {
    const { failures } = watcher;
    const start = () => (failures.has(read.name) ? Promise.reject(failures.get(read.name)) : call(args));
    const later = () => new Promise((resolve) => watcher.begin(read, () => resolve(start())));
    return ways.promise(args, later, done);
  },
  sync(read, args, call, done) {
    const start = () => {
      if (watcher.failures.has(read.name)) throw watcher.failures.get(read.name);
      return call(args);
    };
    return ways.sync(args, start, done);
  },
};

/** Watches a function that takes a path, or what an open file is known by; `done(read)` hears its results. */
function watch(name, way, done, holder = fs) {
  wrap(
    name,
    (args, call) => {
      const read = watcher.ask(args[0]);
      if (read) return asking[way](read, args, call, done(read));
      const opened = byDescriptor.get(args[0])?.read ?? byHandle.get(Object(args[0]));
      return opened ? ways[way](args, call, done(opened)) : call(args);
    },
    holder,
  );
}

const ends = (read) => () => read.end();
const gets = (read) => (failed, bytes) => (failed ? read.end() : read.got(bytes));
const opens = (remember) => (read) => (failed, file) => (failed ? read.end() : remember(read, file));

const descriptor = opens((read, fd) => {
  read.opened(fd);
  byDescriptor.set(fd, { read, close: () => closeSync(fd) });
});

const handle = opens((read, file) => {
  const { fd } = file;
  read.opened(fd);
  byDescriptor.set(fd, { read, close: () => file.close().catch(() => {}) });
  byHandle.set(file, read);
  file.once('close', () => closed(fd));
  const bytes = (failed, result) => gets(read)(failed, result?.bytesRead);
  for (const [name, done] of Object.entries({ read: bytes, readv: bytes, readFile: ends(read) })) {
    const method = file[name];
    file[name] = (...args) => ways.promise(args, (given) => Reflect.apply(method, file, given), done);
  }
});

/** A blob whose bytes are there: nobody would hear when they are read. */
async function inMemory(args, openAsBlob) {
  const { type } = await openAsBlob(args);
  return new Blob([await readFile(args[0])], { type });
}

function closed(fd) {
  byDescriptor.get(fd)?.read.end();
  byDescriptor.delete(fd);
}

watch('readFile', 'promise', ends, fs.promises);
watch('open', 'promise', handle, fs.promises);
wrap('openAsBlob', (args, call) => {
  const read = watcher.ask(args[0]);
  return read ? asking.promise(read, args, (given) => inMemory(given, call), ends(read)) : call(args);
});
watch('readFile', 'callback', ends);
watch('readFileSync', 'sync', ends);
watch('open', 'callback', descriptor); // that of streams, too
watch('openSync', 'sync', descriptor);
for (const name of ['read', 'readv']) {
  watch(name, 'callback', gets);
  watch(`${name}Sync`, 'sync', gets);
}
for (const name of ['close', 'closeSync']) {
  wrap(name, (args, call) => {
    closed(args[0]);
    return call(args);
  });
}
syncBuiltinESMExports(); // for what is imported by name

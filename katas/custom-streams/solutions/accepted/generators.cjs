'use strict';
// Generators do the work, and the streams are thin: they ask the next value of one, or push into one.
const { Readable, Transform, Writable } = require('node:stream');
const { setTimeout: sleep } = require('node:timers/promises');

async function* randomLines(max, delay, signal) {
  for (let index = 0; index < max; index += 1) {
    signal.throwIfAborted();
    yield `${JSON.stringify({ index, value: Math.random() })}\n`;
    if (delay > 0) await sleep(delay, undefined, { signal });
  }
}

class RandomNumberStream extends Readable {
  constructor(options = {}) {
    const { max = 100, delay = 0 } = options;
    const quit = new AbortController();
    const lines = randomLines(max, delay, quit.signal);
    super({
      ...options,
      read() {
        lines.next().then(
          ({ done, value }) => this.push(done ? null : value),
          (error) => this.destroy(error),
        );
      },
      destroy(error, callback) {
        quit.abort();
        callback(error);
      },
    });
  }
}

/** Takes bytes, and yields the documents that became complete; `undefined` stands for the end. */
function* documents() {
  const decoder = new TextDecoder();
  let text = '';
  let found = [];
  for (;;) {
    const bytes = yield found;
    text += bytes === undefined ? `${decoder.decode()}\n` : decoder.decode(bytes, { stream: true });
    found = [];
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
      const line = text.slice(0, end);
      text = text.slice(end + 1);
      if (/\S/.test(line)) found.push(JSON.parse(line));
    }
  }
}

function newParser() {
  const parser = documents();
  parser.next();
  return (bytes) => parser.next(bytes).value;
}

class FilterStream extends Transform {
  constructor(predicate, options) {
    const parse = newParser();
    const pass = (stream, chunks) => {
      for (const chunk of chunks) if (predicate(chunk)) stream.push(`${JSON.stringify(chunk)}\n`);
    };
    super({
      ...options,
      objectMode: true,
      transform(chunk, _encoding, callback) {
        settle(callback, () => {
          if (chunk instanceof Uint8Array) pass(this, parse(chunk));
          else pass(this, [typeof chunk === 'string' ? JSON.parse(chunk) : chunk]);
        });
      },
      flush(callback) {
        settle(callback, () => pass(this, parse()));
      },
    });
  }
}

class CollectorStream extends Writable {
  constructor(options) {
    const items = [];
    const parse = newParser();
    super({
      ...options,
      write: (chunk, _encoding, callback) => settle(callback, () => items.push(...parse(chunk))),
      final: (callback) => settle(callback, () => items.push(...parse())),
    });
    this.getItems = () => items;
  }
}

function settle(callback, work) {
  new Promise((resolve) => {
    work();
    resolve();
  }).then(() => callback(), callback);
}

async function* generateData() {
  for (const index of Array(100).keys()) {
    yield { index, timestamp: Date.now() };
    await sleep(10);
  }
}

module.exports = { RandomNumberStream, FilterStream, CollectorStream, generateData };

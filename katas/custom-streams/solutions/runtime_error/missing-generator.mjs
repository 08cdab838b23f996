// fails: all
// generateData is not exported.
import { Readable, Transform, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as sleep } from 'node:timers/promises';

/** Makes `max` numbered random values, a line each, as fast as they are read but `delay` milliseconds apart. */
export class RandomNumberStream extends Readable {
  #max;
  #delay;
  #index = 0;
  #timer;

  constructor({ max = 100, delay = 0, ...options } = {}) {
    super(options);
    this.#max = max;
    this.#delay = delay;
  }

  /** Pushes one time at most: Node asks again when it wants more. */
  _read() {
    if (this.#index === this.#max) this.push(null);
    else if (this.#delay) this.#timer = setTimeout(() => this.#pushNext(), this.#delay);
    else this.#pushNext();
  }

  #pushNext() {
    const item = { index: this.#index, value: Math.random() };
    this.#index += 1;
    this.push(toLine(item));
  }

  _destroy(error, callback) {
    clearTimeout(this.#timer);
    callback(error);
  }
}

/** Passes on the documents that the predicate wants, a line each. */
export class FilterStream extends Transform {
  #predicate;
  #lines = new Lines();

  constructor(predicate, options) {
    super({ ...options, objectMode: true });
    this.#predicate = predicate;
  }

  _transform(chunk, _encoding, callback) {
    attempt(() => this.#pass(this.#documentsIn(chunk)), callback);
  }

  _flush(callback) {
    attempt(() => this.#pass(parsed(this.#lines.end())), callback);
  }

  #documentsIn(chunk) {
    if (Buffer.isBuffer(chunk)) return parsed(this.#lines.add(chunk));
    return typeof chunk === 'string' ? parsed([chunk]) : [chunk];
  }

  #pass(documents) {
    for (const document of documents) {
      if (this.#predicate(document)) this.push(toLine(document));
    }
  }
}

/** Keeps the documents that are written to it, a line each. */
export class CollectorStream extends Writable {
  #items = [];
  #lines = new Lines();

  getItems() {
    return this.#items;
  }

  _write(chunk, _encoding, callback) {
    attempt(() => this.#keep(this.#lines.add(chunk)), callback);
  }

  _final(callback) {
    attempt(() => this.#keep(this.#lines.end()), callback);
  }

  #keep(lines) {
    for (const document of parsed(lines)) this.#items.push(document);
  }
}

/** Makes a hundred documents, ten milliseconds apart. */
async function* generateData() {
  for (let index = 0; index < 100; index += 1) {
    await sleep(10);
    yield { index, timestamp: Date.now() };
  }
}

/** Puts bytes together to lines, wherever they were cut. Blank lines are left out. */
class Lines {
  #decoder = new StringDecoder();
  #rest = '';

  add(bytes) {
    const lines = (this.#rest + this.#decoder.write(bytes)).split('\n');
    this.#rest = lines.pop();
    return lines.filter(isNotBlank);
  }

  /** What stands after the last line break. */
  end() {
    return [this.#rest + this.#decoder.end()].filter(isNotBlank);
  }
}

const isNotBlank = (line) => line.trim() !== '';
const parsed = (lines) => lines.map((line) => JSON.parse(line));
const toLine = (document) => `${JSON.stringify(document)}\n`;

/** Does it, and hands what it throws to the stream. */
function attempt(action, callback) {
  try {
    action();
  } catch (error) {
    callback(error);
    return;
  }
  callback();
}

import { Readable, Transform, Writable } from 'node:stream';

/**
 * Makes random values, a line of JSON each: `{"index":0,"value":0.8444218515250481}` and a line break.
 */
export class RandomNumberStream extends Readable {
  /**
   * @param {import('node:stream').ReadableOptions & { max?: number, delay?: number }} [options]
   *   `max` is how many items there are, 100 by default; `delay` the milliseconds between two of them,
   *   0 by default. The rest is for Readable.
   */
  constructor(options) {
    super();
  }

  _read() {
    throw new Error('RandomNumberStream is not written yet');
  }
}

/**
 * Passes on the documents that a predicate wants, a line of JSON each.
 */
export class FilterStream extends Transform {
  /**
   * @param {(document: any) => unknown} predicate
   * @param {import('node:stream').TransformOptions} [options]
   */
  constructor(predicate, options) {
    super();
  }

  _transform(chunk, encoding, callback) {
    throw new Error('FilterStream is not written yet');
  }
}

/**
 * Keeps the documents that are written to it, a line of JSON each.
 */
export class CollectorStream extends Writable {
  /** @param {import('node:stream').WritableOptions} [options] */
  constructor(options) {
    super();
  }

  _write(chunk, encoding, callback) {
    throw new Error('CollectorStream is not written yet');
  }

  /** @returns {any[]} what was collected so far */
  getItems() {
    throw new Error('getItems is not written yet');
  }
}

/**
 * Makes 100 documents, about 10 milliseconds apart.
 * @returns {AsyncGenerator<{ index: number, timestamp: number }>}
 */
export async function* generateData() {
  throw new Error('generateData is not written yet');
}

// The types of what a solution exports.
/**
 * Makes 100 documents, about 10 milliseconds apart.
 * @returns {AsyncGenerator<{ index: number, timestamp: number }>}
 */
export function generateData(): AsyncGenerator<{
  index: number;
  timestamp: number;
}>;
/**
 * Makes random values, a line of JSON each: `{"index":0,"value":0.8444218515250481}` and a line break.
 */
export class RandomNumberStream extends Readable {
  /**
   * @param {import('node:stream').ReadableOptions & { max?: number, delay?: number }} [options]
   *   `max` is how many items there are, 100 by default; `delay` the milliseconds between two of them,
   *   0 by default. The rest is for Readable.
   */
  constructor(
    options?: import('node:stream').ReadableOptions & {
      max?: number;
      delay?: number;
    },
  );
  _read(): void;
}
/**
 * Passes on the documents that a predicate wants, a line of JSON each.
 */
export class FilterStream extends Transform {
  /**
   * @param {(document: any) => unknown} predicate
   * @param {import('node:stream').TransformOptions} [options]
   */
  constructor(predicate: (document: any) => unknown, options?: import('node:stream').TransformOptions);
  _transform(chunk: any, encoding: any, callback: any): void;
}
/**
 * Keeps the documents that are written to it, a line of JSON each.
 */
export class CollectorStream extends Writable {
  _write(chunk: any, encoding: any, callback: any): void;
  /** @returns {any[]} what was collected so far */
  getItems(): any[];
}
import { Readable } from 'node:stream';
import { Transform } from 'node:stream';
import { Writable } from 'node:stream';

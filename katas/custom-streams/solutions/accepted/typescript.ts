// A pump: it fills the buffer for as long as push() allows, and a gate holds it back between two items.
// Lines are cut out of the bytes before anything is decoded.
import { Readable, Transform, Writable } from 'node:stream';
import type { ReadableOptions, TransformCallback, TransformOptions, WritableOptions } from 'node:stream';

type Done = (error?: Error | null) => void;
type Predicate = (document: unknown) => unknown;

const LINE_BREAK = 10;

export class RandomNumberStream extends Readable {
  private made = 0;
  private wanted = false;
  private gate: NodeJS.Timeout | null = null;
  private readonly max: number;
  private readonly pause_ms: number;

  constructor(options: ReadableOptions & { max?: number; delay?: number } = {}) {
    super(options);
    this.max = options.max ?? 100;
    this.pause_ms = options.delay ?? 0;
  }

  override _read(): void {
    this.wanted = true;
    this.pump();
  }

  override _destroy(error: Error | null, callback: Done): void {
    this.wanted = false;
    if (this.gate) clearTimeout(this.gate);
    callback(error);
  }

  private pump(): void {
    while (this.wanted && !this.gate) {
      if (this.made >= this.max) {
        this.wanted = false;
        this.push(null);
        return;
      }
      if (this.pause_ms > 0) this.close_gate();
      this.wanted = false; // a push may ask for the next one at once
      const more = this.push(`${JSON.stringify({ index: this.made++, value: Math.random() })}\n`);
      this.wanted ||= more && !this.destroyed;
    }
  }

  private close_gate(): void {
    this.gate = setTimeout(() => {
      this.gate = null;
      this.pump();
    }, this.pause_ms);
  }
}

class LineCutter {
  private pieces: Uint8Array[] = [];

  *cut(bytes: Uint8Array): Generator<unknown> {
    let from = 0;
    for (let at = bytes.indexOf(LINE_BREAK); at >= 0; at = bytes.indexOf(LINE_BREAK, from)) {
      this.pieces.push(bytes.subarray(from, at));
      from = at + 1;
      yield* this.flush();
    }
    if (from < bytes.length) this.pieces.push(bytes.subarray(from));
  }

  *flush(): Generator<unknown> {
    const line = Buffer.concat(this.pieces).toString('utf8').trim();
    this.pieces = [];
    if (line.length > 0) yield JSON.parse(line);
  }
}

export class FilterStream extends Transform {
  private readonly cutter = new LineCutter();
  private readonly predicate: Predicate;

  constructor(predicate: Predicate, options: TransformOptions = {}) {
    super({ ...options, objectMode: true, readableObjectMode: true, writableObjectMode: true });
    this.predicate = predicate;
  }

  override _transform(chunk: unknown, _encoding: BufferEncoding, callback: TransformCallback): void {
    this.pass(() => this.documents(chunk), callback);
  }

  override _flush(callback: TransformCallback): void {
    this.pass(() => this.cutter.flush(), callback);
  }

  private documents(chunk: unknown): Iterable<unknown> {
    if (Buffer.isBuffer(chunk)) return this.cutter.cut(chunk);
    return [typeof chunk === 'string' ? JSON.parse(chunk) : chunk];
  }

  private pass(documents: () => Iterable<unknown>, callback: TransformCallback): void {
    let failure: Error | null = null;
    try {
      for (const document of documents()) {
        if (this.predicate(document)) this.push(JSON.stringify(document) + '\n');
      }
    } catch (error) {
      failure = error as Error;
    }
    callback(failure);
  }
}

export class CollectorStream extends Writable {
  private readonly items: unknown[] = [];
  private readonly cutter = new LineCutter();

  constructor(options: WritableOptions = {}) {
    super(options);
  }

  getItems(): unknown[] {
    return this.items;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: Done): void {
    this.keep(() => this.cutter.cut(chunk), callback);
  }

  override _final(callback: Done): void {
    this.keep(() => this.cutter.flush(), callback);
  }

  private keep(documents: () => Iterable<unknown>, callback: Done): void {
    let failure: Error | null = null;
    try {
      for (const document of documents()) this.items.push(document);
    } catch (error) {
      failure = error as Error;
    }
    callback(failure);
  }
}

export async function* generateData(): AsyncGenerator<{ index: number; timestamp: number }> {
  const began = Date.now();
  for (let index = 0; index < 100; index += 1) {
    const early = began + index * 10 - Date.now();
    if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
    yield { index, timestamp: Date.now() };
  }
}

// fails: E1 E2 E3 E4 E5 E6 E8 E9 E10 E11 E12 E14
// A first attempt: right as long as whoever reads is quick, and each chunk happens to be one document.
import { Readable, Transform, Writable } from 'node:stream';

export class RandomNumberStream extends Readable {
  constructor(options = {}) {
    super(options);
    this.max = options.max || 100;
    this.delay = options.delay || 0;
    this.count = 0;
  }

  _read() {
    this.generateNext();
  }

  generateNext() {
    const item = { index: this.count, value: Math.random() };
    this.count++;
    const canContinue = this.push(JSON.stringify(item) + '\n');
    if (this.count >= this.max) {
      this.push(null);
    } else if (canContinue) {
      setTimeout(() => this.generateNext(), this.delay);
    }
  }
}

export class FilterStream extends Transform {
  constructor(predicate, options = {}) {
    super({ ...options, objectMode: true });
    this.predicate = predicate;
  }

  _transform(chunk, encoding, callback) {
    try {
      const data = typeof chunk === 'string' ? JSON.parse(chunk) : chunk;
      if (this.predicate(data)) {
        this.push(JSON.stringify(data) + '\n');
      }
      callback();
    } catch (error) {
      callback(error);
    }
  }
}

export class CollectorStream extends Writable {
  constructor(options = {}) {
    super(options);
    this.items = [];
  }

  _write(chunk, encoding, callback) {
    try {
      this.items.push(JSON.parse(chunk.toString()));
      callback();
    } catch (error) {
      callback(error);
    }
  }

  getItems() {
    return this.items;
  }
}

export async function* generateData() {
  for (let i = 0; i < 100; i++) {
    yield { index: i, timestamp: Date.now() };
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

import { open } from 'node:fs/promises';

interface Failure {
  error: string;
  path: string;
  code?: string;
}

type Result = string | Failure;

/** Lets so many in at a time; the others queue. */
class Semaphore {
  readonly #queue: Array<() => void> = [];
  #free: number;

  constructor(size: number) {
    this.#free = size;
  }

  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((enter) => this.#queue.push(enter));
    try {
      return await task();
    } finally {
      const enter = this.#queue.shift();
      if (enter) enter();
      else this.#free += 1;
    }
  }
}

async function readText(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    return await file.readFile({ encoding: 'utf8' });
  } finally {
    await file.close();
  }
}

function failure(reason: unknown, path: string): Failure {
  if (!(reason instanceof Error)) return { error: typeof reason === 'string' ? reason : 'unknown', path };
  const { message, code } = reason as NodeJS.ErrnoException;
  return { error: message, path, code };
}

export async function readFilesWithLimit(filePaths: readonly string[], limit: number): Promise<Result[]> {
  const isValid = typeof limit === 'number' && limit >= 1 && (limit === Infinity || limit % 1 === 0);
  if (!isValid) throw new RangeError(`limit: ${limit} is not a positive integer`);
  const semaphore = new Semaphore(limit);
  const read = (path: string): Promise<Result> =>
    semaphore.run(() => readText(path)).catch((reason: unknown) => failure(reason, path));
  return Promise.all(filePaths.map(read));
}

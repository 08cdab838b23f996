// Files are written through handles, one write after the other, to a name of their own that is linked to the final
// one when they are complete: the name is never that of a part of a file.
import { createHash, randomUUID, type Hash } from 'node:crypto';
import { type FileHandle, link, mkdir, open, unlink } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import busboy, { type Busboy } from 'busboy';
import express, { type Express, type Request, type Response } from 'express';

interface Options {
  uploadDir: string;
  onProgress?: (percent: number) => void;
}
interface Part {
  fieldname: string;
  originalName: string;
  mimeType: string;
}
interface UploadedFile extends Part {
  savedName: string;
  path: string;
  size: number;
  checksum: string;
}

enum Fault {
  Client = 400,
  Server = 500,
}

class UploadError extends Error {
  constructor(
    readonly fault: Fault,
    cause: unknown,
  ) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

class Store {
  constructor(private readonly folder: string) {}

  async save(chunks: AsyncIterable<Buffer>, part: Part): Promise<UploadedFile> {
    await mkdir(this.folder, { recursive: true });
    const draft = join(this.folder, `.${randomUUID()}.part`);
    const handle = await open(draft, 'wx');
    try {
      const hash = createHash('sha256');
      const size = await this.copy(chunks, handle, hash);
      const { savedName, path } = await this.publish(draft, part.originalName);
      return { ...part, savedName, path, size, checksum: hash.digest('hex') };
    } finally {
      await handle.close();
      await unlink(draft);
    }
  }

  remove({ path }: UploadedFile): Promise<void> {
    return unlink(path);
  }

  private async copy(chunks: AsyncIterable<Buffer>, handle: FileHandle, hash: Hash): Promise<number> {
    let size = 0;
    for await (const chunk of chunks) {
      hash.update(chunk);
      for (let at = 0; at < chunk.length;)
        at += (await handle.write(chunk, at, chunk.length - at, size + at)).bytesWritten;
      size += chunk.length;
    }
    return size;
  }

  private async publish(draft: string, name: string): Promise<{ savedName: string; path: string }> {
    const [time, safe] = [Date.now(), name.replaceAll(/[^a-z0-9.-]/gi, '_')];
    for (let infix = ''; ; infix = `${randomUUID()}-`) {
      const savedName = `${time}-${infix}${safe}`;
      const path = join(this.folder, savedName);
      try {
        await link(draft, path);
        return { savedName, path };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
    }
  }
}

class Intake {
  private readonly saves: Promise<UploadedFile>[] = [];
  private ended = false;

  constructor(
    private readonly req: Request,
    private readonly store: Store,
  ) {}

  async receive(): Promise<UploadedFile[]> {
    try {
      await this.parse(this.createParser());
      return await Promise.all(this.saves);
    } catch (error) {
      const results = await Promise.allSettled(this.saves);
      const saved = results.filter((result) => result.status === 'fulfilled');
      await Promise.allSettled(saved.map(({ value }) => this.store.remove(value)));
      throw error instanceof UploadError ? error : new UploadError(Fault.Server, error);
    }
  }

  private createParser(): Busboy {
    const { headers } = this.req;
    try {
      if (headers['content-type']?.split(';', 1)[0].trim().toLowerCase() !== 'multipart/form-data')
        throw new Error('only multipart/form-data is taken');
      return busboy({ headers });
    } catch (error) {
      throw new UploadError(Fault.Client, error);
    }
  }

  private parse(parser: Busboy): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = (fault: Fault, error: unknown) => {
        if (this.ended) return;
        this.ended = true;
        reject(new UploadError(fault, error));
        this.req.unpipe(parser);
        this.req.resume();
        parser.destroy();
      };
      parser.on('file', (fieldname, stream: Readable, info) => {
        stream.on('error', () => {}); // a loop over it, or one that is yet to begin, gets the error as well
        const originalName = decode(info.filename);
        if (!originalName) return void stream.resume();
        const saving = this.store.save(stream, { fieldname, originalName, mimeType: info.mimeType });
        saving.catch((error) => fail(Fault.Server, error));
        this.saves.push(saving);
      });
      parser.on('error', (error) => fail(Fault.Client, error));
      parser.on('close', resolve);
      this.req.on('aborted', () => fail(Fault.Client, new Error('aborted')));
      this.req.pipe(parser);
    });
  }
}

/** What busboy takes for Latin-1 are the bytes of UTF-8. */
const decode = (name?: string) => name && basename(Buffer.from(name, 'latin1').toString());

function follow(req: Request, onProgress: (percent: number) => void): void {
  const total = Number(req.headers['content-length']);
  if (!Number.isFinite(total)) return;
  let received = 0;
  let told = -1;
  req.on('data', (chunk: Buffer) => {
    received += chunk.length;
    const percent = Math.trunc((received * 100) / total);
    if (percent > told) onProgress((told = percent));
  });
}

export function createUploadApp({ uploadDir, onProgress }: Options): Express {
  const store = new Store(resolve(uploadDir));
  return express().post('/upload', async (req: Request, res: Response) => {
    if (onProgress) follow(req, onProgress);
    try {
      res.json({ success: true, files: await new Intake(req, store).receive() });
    } catch (error) {
      const { fault, message } = error as UploadError;
      res.status(fault).json({ success: false, error: message });
    }
  });
}

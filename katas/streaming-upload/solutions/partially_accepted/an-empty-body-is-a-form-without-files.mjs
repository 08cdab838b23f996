// fails: E2
// Takes a body of no bytes for a form without files.
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { finished, pipeline } from 'node:stream/promises';
import busboy from 'busboy';
import express from 'express';

export function createUploadApp({ uploadDir, onProgress }) {
  const folder = resolve(uploadDir);
  mkdirSync(folder, { recursive: true });
  const app = express();
  app.post('/upload', async (req, res) => {
    let parser;
    try {
      parser = createParser(req.headers);
    } catch (error) {
      refuse(res, 400, error);
      return;
    }
    if (req.headers['content-length'] === '0') {
      res.json({ success: true, files: [] });
      return;
    }
    const created = []; // paths of this request's files
    const saves = [];
    let status = 400; // unless a file fails
    parser.on('file', (fieldname, stream, { filename, mimeType }) => {
      stream.on('error', () => {}); // save() learns of it, even when it is still opening the file
      if (!filename) {
        stream.resume();
        return;
      }
      const saving = save(stream, folder, filename, created);
      saves.push(saving.then((saved) => ({ fieldname, originalName: filename, mimeType, ...saved })));
      saving.catch((error) => {
        if (!parser.errored) status = 500; // the file failed by itself, not because the body did
        parser.destroy(error); // which would wait for the file to be read
      });
    });
    req.on('error', (error) => parser.destroy(error)); // the client is gone
    if (onProgress) report(req, onProgress);
    req.pipe(parser);
    try {
      await finished(parser);
      const files = await Promise.all(saves);
      res.json({ success: true, files });
    } catch (error) {
      req.resume(); // nobody wants the rest
      await Promise.allSettled(saves);
      await Promise.all(created.map((path) => rm(path)));
      refuse(res, status, error);
    }
  });
  return app;
}

/** A parser for a multipart body; busboy alone would read other forms, too. Throws when there is no such body. */
function createParser(headers) {
  if (!/^multipart\/form-data/i.test(headers['content-type'])) throw new Error('the body is not multipart/form-data');
  return busboy({ headers, defParamCharset: 'utf8' });
}

function refuse(res, status, { message }) {
  res.status(status).json({ success: false, error: message });
}

/** Writes a file to the folder. Its path is added to `created` as soon as it exists. */
async function save(stream, folder, originalName, created) {
  const { savedName, path, handle } = await create(folder, originalName.replace(/[^a-zA-Z0-9.-]/g, '_'));
  created.push(path);
  const hash = createHash('sha256');
  let size = 0;
  const measure = async function* (chunks) {
    for await (const chunk of chunks) {
      hash.update(chunk);
      size += chunk.length;
      yield chunk;
    }
  };
  await pipeline(stream, measure, handle.createWriteStream());
  return { savedName, path, size, checksum: hash.digest('hex') };
}

/** Opens a file that was not there before. */
async function create(folder, name) {
  for (let time = Date.now(); ; time += 1) {
    const savedName = `${time}-${name}`;
    const path = join(folder, savedName);
    try {
      return { savedName, path, handle: await open(path, 'wx') };
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
  }
}

function report(req, onProgress) {
  const total = Number(req.headers['content-length']);
  let received = 0;
  req.on('data', (chunk) => {
    received += chunk.length;
    if (total) onProgress((received / total) * 100);
  });
}

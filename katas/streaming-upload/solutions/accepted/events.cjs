// Events and a tally: a request is over when its body and each of its files are, whatever came of them. A file that
// cannot be written is read to its end all the same, so that the parser always gets to its own.
const crypto = require('crypto');
const fs = require('fs');
const path = require('path');
const busboy = require('busboy');
const express = require('express');

const DONE = () => {};

class Upload {
  constructor(folder, req, res) {
    Object.assign(this, { folder, req, res });
    this.files = [];
    this.open = 1; // what is under way: the body, and each file
    this.status = 200;
    this.error = null;
  }

  start() {
    const { req } = this;
    try {
      this.parser = busboy({ headers: req.headers, defParamCharset: 'utf8' });
    } catch (error) {
      this.fail(400, error);
      return this.leave();
    }
    this.parser.on('file', (fieldname, stream, info) => this.take(fieldname, stream, info));
    this.parser.once('close', () => this.leave());
    this.parser.on('error', (error) => {
      this.fail(400, error);
      req.unpipe(this.parser);
      req.resume();
      this.parser.destroy();
    });
    req.once('close', () => {
      if (!req.complete) this.parser.destroy(new Error('the client is gone'));
    });
    req.pipe(this.parser);
  }

  take(fieldname, stream, { filename, mimeType }) {
    if (!filename) return stream.on('error', DONE).resume();
    const file = { fieldname, originalName: filename, mimeType, size: 0 };
    this.files.push(file);
    this.open += 1;
    const hash = crypto.createHash('sha256');
    const sink = this.createSink(file, filename.replace(/[^a-zA-Z0-9.-]/g, '_'));
    stream.on('data', (chunk) => {
      if (sink.destroyed) return;
      file.size += chunk.length;
      hash.update(chunk);
    });
    stream.on('error', () => sink.destroy());
    stream.pipe(sink);
    sink.on('error', (error) => {
      this.fail(500, error);
      stream.unpipe(sink);
      stream.resume();
    });
    sink.on('close', () => {
      file.checksum = hash.digest('hex');
      this.leave();
    });
  }

  /** Claims the first name that is free, at once: nobody else runs in between. */
  createSink(file, name) {
    for (let time = Date.now(); ; time += 1) {
      file.savedName = `${time}-${name}`;
      file.path = path.join(this.folder, file.savedName);
      try {
        return fs.createWriteStream(null, { fd: fs.openSync(file.path, 'wx') });
      } catch (error) {
        if (error.code === 'EEXIST') continue;
        file.path = null;
        const broken = new fs.WriteStream(path.join(this.folder, file.savedName), { flags: 'wx' });
        broken.destroy(error);
        return broken;
      }
    }
  }

  fail(status, error) {
    if (this.error) return;
    this.status = status;
    this.error = error;
  }

  leave() {
    this.open -= 1;
    if (this.open > 0) return;
    if (this.error) this.removeAll(() => this.answer({ success: false, error: this.error.message }));
    else this.answer({ success: true, files: this.files });
  }

  removeAll(done) {
    const paths = this.files.map((file) => file.path).filter(Boolean);
    let left = paths.length;
    if (left === 0) return done();
    for (const one of paths) fs.unlink(one, () => --left === 0 && done());
  }

  answer(body) {
    this.res.status(this.status).json(body);
  }
}

function createUploadApp({ uploadDir, onProgress }) {
  const folder = path.resolve(uploadDir);
  const app = express();
  app.post('/upload', (req, res, next) => {
    if (!req.is('multipart/form-data')) {
      res.status(400).json({ success: false, error: `${req.get('content-type')} is not multipart/form-data` });
      return;
    }
    fs.mkdir(folder, { recursive: true }, (error) => {
      if (error) return next(error);
      const total = Number(req.get('content-length') ?? 0);
      let received = 0;
      if (onProgress && total > 0)
        req.on('data', (chunk) => onProgress(Math.floor((100 * (received += chunk.length)) / total)));
      new Upload(folder, req, res).start();
    });
  });
  app.use((error, req, res, next) => {
    if (res.headersSent) return next(error);
    res.status(500).json({ success: false, error: error.message });
  });
  return app;
}

module.exports = { createUploadApp };

// fails: E1 E2 E3 E4 E5 E6 E7 E8 E9 E10 E11 E12 E15
// A first attempt: right as long as clients and disks are well, and nobody looks while it writes.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import busboy from 'busboy';
import express from 'express';

export function createUploadApp({ uploadDir, onProgress }) {
  const app = express();
  const folder = path.resolve(uploadDir);

  app.post('/upload', (req, res) => {
    if (!fs.existsSync(folder)) fs.mkdirSync(folder, { recursive: true });

    const bb = busboy({ headers: req.headers });
    const total = Number(req.headers['content-length']);
    const uploads = [];
    let received = 0;

    bb.on('file', (fieldname, file, { filename, mimeType }) => {
      const savedName = `${Date.now()}-${filename.replace(/[^a-zA-Z0-9.-]/g, '_')}`;
      const filePath = path.join(folder, savedName);
      const hash = crypto.createHash('sha256');
      const writeStream = fs.createWriteStream(filePath);
      let size = 0;

      file.on('data', (chunk) => {
        size += chunk.length;
        received += chunk.length;
        hash.update(chunk);
        if (onProgress) onProgress((received / total) * 100);
      });
      file.pipe(writeStream);

      uploads.push(
        new Promise((resolve, reject) => {
          file.on('end', () => {
            const checksum = hash.digest('hex');
            resolve({ fieldname, originalName: filename, savedName, path: filePath, size, mimeType, checksum });
          });
          file.on('error', reject);
          writeStream.on('error', reject);
        }),
      );
    });

    bb.on('finish', async () => {
      try {
        res.json({ success: true, files: await Promise.all(uploads) });
      } catch (error) {
        res.status(500).json({ success: false, error: error.message });
      }
    });
    bb.on('error', (error) => {
      res.status(500).json({ success: false, error: error.message });
    });
    req.pipe(bb);
  });

  return app;
}

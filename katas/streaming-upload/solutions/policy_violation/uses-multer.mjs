// fails: all
// A package does the work.
import express from 'express';
import multer from 'multer';

export function createUploadApp({ uploadDir }) {
  const upload = multer({ dest: uploadDir });
  const app = express();
  app.post('/upload', upload.any(), (req, res) => res.json({ success: true, files: req.files }));
  return app;
}

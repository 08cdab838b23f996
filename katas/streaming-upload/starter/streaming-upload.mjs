import express from 'express';

/**
 * @typedef {object} UploadedFile
 * @property {string} fieldname the part's name
 * @property {string} originalName the name that the client gave the file, without directories
 * @property {string} savedName `<Date.now()>-<originalName>`, with _ for every unsafe character
 * @property {string} path absolute
 * @property {number} size in bytes
 * @property {string} mimeType the part's content type
 * @property {string} checksum SHA-256 in hexadecimal digits
 */

/**
 * An app with the route POST /upload. It answers with `{ success: true, files }`, `files` being UploadedFiles, or
 * with `{ success: false, error }`.
 * @param {object} options
 * @param {string} options.uploadDir the folder to save to
 * @param {(percent: number) => void} [options.onProgress] told how much of a body has come in
 * @returns {import('express').Express}
 */
export function createUploadApp({ uploadDir, onProgress }) {
  const app = express();
  app.post('/upload', (req, res) => {
    throw new Error('POST /upload is not written yet');
  });
  return app;
}

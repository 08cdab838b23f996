// The types of what a solution exports.
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
export function createUploadApp({
  uploadDir,
  onProgress,
}: {
  uploadDir: string;
  onProgress?: (percent: number) => void;
}): any;
export type UploadedFile = {
  /**
   * the part's name
   */
  fieldname: string;
  /**
   * the name that the client gave the file, without directories
   */
  originalName: string;
  /**
   * `<Date.now()>-<originalName>`, with _ for every unsafe character
   */
  savedName: string;
  /**
   * absolute
   */
  path: string;
  /**
   * in bytes
   */
  size: number;
  /**
   * the part's content type
   */
  mimeType: string;
  /**
   * SHA-256 in hexadecimal digits
   */
  checksum: string;
};

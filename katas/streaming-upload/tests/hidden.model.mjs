// What the specification says an upload leads to, and the parts and requests that the tests draw.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import fc from 'fast-check';

export const between = (min, max) => fc.integer({ min, max });

/** The name that a file's name is saved under, without the time. */
export const safe = (name) => name.replace(/[^a-zA-Z0-9.-]/g, '_');
export const contentOf = ({ fill, size }) => Buffer.alloc(size, fill);
export const checksumOf = (part) => createHash('sha256').update(contentOf(part)).digest('hex');

/** What is reported of a file that was uploaded at that moment to that folder. */
export function recordOf(part, now, uploadDir) {
  const savedName = `${now}-${safe(part.filename)}`;
  return {
    fieldname: part.name,
    originalName: part.filename,
    savedName,
    path: join(uploadDir, savedName),
    size: part.size,
    mimeType: part.type,
    checksum: checksumOf(part),
  };
}

/** What should lie in the folder of these files, in any order. */
export const contents = (parts) => parts.map((part) => `${part.size} bytes ${checksumOf(part)}`).sort();
/** What does. */
export const contentsOf = (stored) => stored.map(({ size, checksum }) => `${size} bytes ${checksum}`).sort();

export const moment = between(Date.UTC(2001, 8, 10), Date.UTC(2100, 0, 1));
export const boundary = fc.stringMatching(/^[a-z]{12}$/).map((text) => `----${text}`);
const word = fc.stringMatching(/^[a-z]{3,8}$/);
/** A line of text. */
export const text = fc.stringMatching(/^[ -~]{3,40}$/).map((line) => Buffer.from(`#${line}`));
/** Bytes among which anything is, and the beginnings of what ends a part often. */
export const bytes = fc
  .array(
    fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 40 }),
      fc.constantFrom('\r\n', '\r', '\n--', '\r\n--', '\r\n-----', '\0'),
    ),
    {
      minLength: 3,
      maxLength: 25,
    },
  )
  .map((pieces) => Buffer.concat([Buffer.from('#'), ...pieces.map((piece) => Buffer.from(piece))]));
export const TYPES = ['text/plain', 'image/png', 'application/pdf', 'application/octet-stream', 'x-y/z.w+v'];
const type = fc.constantFrom(...TYPES);
/** Sizes of nothing, of little, and of more than a stream keeps. */
export const anySize = fc.oneof(between(0, 3), between(4, 5000), between(60_000, 70_000), between(120_000, 300_000));

/** A file with that size, of text unless something else is wanted. */
export const fileOf = (size, fill = text) =>
  fc.record({ name: word, filename: fc.tuple(word, word).map((words) => words.join('.')), type, fill, size });
export const smallFile = fileOf(between(1, 3000));
/** Files whose names differ. */
export const filesOf = (size, min, max = min, fill = text) =>
  fc.uniqueArray(fileOf(size, fill), { minLength: min, maxLength: max, selector: ({ filename }) => filename });
/** A text field. */
export const field = fc.record({ name: word, fill: fc.stringMatching(/^[ -~]{1,20}$/), size: between(0, 500) });

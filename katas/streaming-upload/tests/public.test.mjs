// A part of what is judged, to work with. What `act` names is in public.scenarios.mjs. A part's content is its `fill`,
// over and over until it has `size` bytes.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { act } from 'kata';

const report = { name: 'document', filename: 'my report<1>.txt', type: 'text/plain', fill: 'hello world', size: 11 };
const photo = { name: 'photo', filename: 'cat.png', type: 'image/png', fill: 'meow', size: 8 };
const title = { name: 'title', fill: 'Holidays', size: 8 };

test('C1 C2 C3 a file is stored and reported', async () => {
  const { answers, uploadDir, stored } = await act('uploads', [{ parts: [report] }]);
  assert.equal(answers[0].status, 200);
  assert.equal(answers[0].body.success, true);
  const [{ savedName, path, ...file }] = answers[0].body.files;
  assert.deepEqual(file, {
    fieldname: 'document',
    originalName: 'my report<1>.txt',
    size: 11,
    mimeType: 'text/plain',
    checksum: 'b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9',
  });
  assert.match(savedName, /^\d{13}-my_report_1_\.txt$/);
  assert.equal(path, join(uploadDir, savedName));
  assert.deepEqual(stored, [{ path, text: 'hello world' }]);
});

test('C4 C5 files are reported in order, and text fields are ignored', async () => {
  const { answers, stored } = await act('uploads', [{ parts: [title, photo, report] }]);
  const names = answers[0].body.files.map(({ originalName }) => originalName);
  assert.deepEqual(names, ['cat.png', 'my report<1>.txt']);
  assert.equal(stored.length, 2);
});

test('C6 a form without files has no files', async () => {
  const { answers } = await act('uploads', [{ parts: [title] }]);
  assert.deepEqual(answers[0].body, { success: true, files: [] });
});

test('E2 E3 a body that ends too early is refused, and nothing stays', async () => {
  const { answers, stored } = await act('uploads', [{ parts: [report], missing: 15 }]);
  assert.equal(answers[0].status, 400);
  assert.equal(answers[0].body.success, false);
  assert.deepEqual(stored, []);
});

test('E6 a body that is no form is refused', async () => {
  const { answers } = await act('uploads', [{ parts: [report], type: 'text/plain' }]);
  assert.equal(answers[0].status, 400);
  assert.equal(answers[0].body.success, false);
});

test('E15 onProgress ends in 100', async () => {
  const { percents } = await act('uploads', [{ parts: [report] }]);
  assert.equal(percents.at(-1), 100);
});

import assert from 'node:assert/strict';
import { isAbsolute, join, relative } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { act, measure } from 'kata';
import { draw, propertyOfMany } from 'kata/property';
import * as model from './hidden.model.mjs';

const {
  between,
  boundary,
  bytes,
  contents,
  contentsOf,
  field,
  fileOf,
  filesOf,
  moment,
  recordOf,
  safe,
  smallFile,
  text,
  TYPES,
} = model;

const FIELDS = ['checksum', 'fieldname', 'mimeType', 'originalName', 'path', 'savedName', 'size'];
const drawAll = (arbitraries) => draw(fc.record({ boundary, now: moment, ...arbitraries }));
const pick = (object, names) => Object.fromEntries(names.map((name) => [name, object?.[name]]));
/** What `names` are in each file of an answer. */
const told = (answer, names) => answer.body.files?.map((file) => pick(file, names));
/** One field of each file of an answer, in order of the alphabet. */
const listOf = (answer, name) => answer.body.files?.map((file) => file[name]).toSorted();

/** What is told of some parts, or of the files of an answer, in the order of their names. */
const byName = (records) => records?.toSorted((a, b) => (a.originalName < b.originalName ? -1 : 1));
const expected = (parts, names) => byName(parts.map((part) => pick(recordOf(part, 0, '/'), names)));

/** Uploads these parts, and gives the answer with what is stored afterwards. */
async function upload(parts, { boundary, now, ...options }) {
  const { answers, ...seen } = await act('uploads', { requests: [{ parts, boundary }], now, ...options });
  return { answer: answers[0], ...seen };
}

test('C1 a file is answered with 200, JSON and its seven fields', async () => {
  const { file, ...request } = drawAll({ file: smallFile });
  const { answer } = await upload([file], request);
  assert.equal(answer.status, 200);
  assert.match(answer.type, /^application\/json\b/);
  assert.deepEqual(Object.keys(answer.body).toSorted(), ['files', 'success']);
  assert.equal(answer.body.success, true);
  assert.deepEqual(
    answer.body.files.map((one) => Object.keys(one).toSorted()),
    [FIELDS],
  );
});

test('C1 fieldname, originalName and mimeType are what the part says', async () => {
  const { files, ...request } = drawAll({ files: filesOf(between(1, 3000), TYPES.length) });
  const parts = files.map((file, n) => ({ ...file, type: TYPES[n] }));
  const { answer } = await upload(parts, request);
  const names = ['originalName', 'fieldname', 'mimeType'];
  assert.deepEqual(byName(told(answer, names)), expected(parts, names));
});

test('C1 path is absolute, also when uploadDir is relative', async () => {
  const { file, ...request } = drawAll({ file: smallFile });
  const { answer, stored } = await upload([file], { ...request, relative: true });
  const [{ path }] = answer.body.files;
  assert.ok(isAbsolute(path), path);
  assert.deepEqual(
    [path],
    stored.map((one) => one.path),
  );
});

test('C2 checksum and size are those of 3 MB of any bytes', async () => {
  const { file, ...request } = drawAll({ file: fileOf(between(3_000_000, 3_100_000), bytes) });
  const { answer, uploadDir } = await upload([file], request);
  const names = ['size', 'checksum'];
  assert.deepEqual(told(answer, names), [pick(recordOf(file, 0, uploadDir), names)]);
});

test('C2 each file has a checksum and a size of its own', async () => {
  const { files, ...request } = drawAll({ files: filesOf(between(1, 5000), 3) });
  const { answers } = await act('uploads', {
    requests: [files, files.toReversed()].map((parts) => ({ parts, ...request })),
  });
  const names = ['originalName', 'size', 'checksum'];
  assert.equal(answers.length, 2);
  for (const answer of answers) assert.deepEqual(byName(told(answer, names)), expected(files, names));
});

/** Names in printable ASCII, but for what has a meaning of its own in a header or a path. */
const asciiName = fc.stringMatching(/^[ !#-.0-9:-[\]-~]{1,30}$/).map((name) => `a${name}b`);

test('C3 savedName is the time and the name with _ for every unsafe character, and the name in uploadDir', async () => {
  const { file, names, ...request } = drawAll({
    file: smallFile,
    names: fc.array(asciiName, { minLength: 5, maxLength: 5 }),
  });
  const all = ['my file<>.txt', "A-b_C.d(1)+[2]{3}~$&;,=@^`!#'*?|:%.tar.gz", ...names].map((name, n) => ({
    ...file,
    filename: `${n}${name}`,
  }));
  const { answer, uploadDir, stored } = await upload(all, request);
  const savedNames = all.map(({ filename }) => `${request.now}-${safe(filename)}`);
  assert.deepEqual(listOf(answer, 'savedName'), savedNames.toSorted());
  const paths = savedNames.map((name) => join(uploadDir, name)).toSorted();
  assert.deepEqual(listOf(answer, 'path'), paths);
  assert.deepEqual(stored.map(({ path }) => path).toSorted(), paths);
});

test('C3 the time is that of the upload', async () => {
  const { file, now, wait, ...request } = drawAll({ file: smallFile, wait: between(1, 1e9) });
  const moments = [now + wait, now + 2 * wait + 1];
  const requests = moments.map((then) => ({ parts: [file], now: then, ...request }));
  const { answers } = await act('uploads', { requests, now });
  const times = answers.map(({ body }) => Number(/^\d+(?=-)/.exec(body.files[0].savedName)?.[0]));
  assert.deepEqual(times, moments);
});

test('C4 files are reported in the order of their parts, whichever is written first', async () => {
  const { files, ...request } = drawAll({ files: filesOf(between(1, 3000), 4) });
  const { answers } = await act('slow_disk', { request: { parts: files, ...request } });
  assert.deepEqual(
    answers[0].body.files?.map(({ originalName }) => originalName),
    files.map(({ filename }) => filename),
  );
});

test('C5 text fields are neither reported nor stored', async () => {
  const { files, fields, ...request } = drawAll({
    files: filesOf(between(1, 3000), 2),
    fields: fc.tuple(field, field, field),
  });
  const parts = [fields[0], files[0], fields[1], files[1], fields[2]];
  const { answer, stored } = await upload(parts, request);
  assert.deepEqual(byName(told(answer, ['originalName'])), expected(files, ['originalName']));
  assert.deepEqual(contentsOf(stored), contents(files));
});

test('C6 a form without files is answered with an empty list', async () => {
  const { fields, boundary: edge } = drawAll({ fields: fc.tuple(field, field) });
  const requests = [fields, []].map((parts) => ({ parts, boundary: edge }));
  const { answers, stored } = await act('uploads', { requests });
  const nothing = { status: 200, body: { success: true, files: [] } };
  assert.deepEqual(
    answers.map(({ status, body }) => ({ status, body })),
    [nothing, nothing],
  );
  assert.deepEqual(stored, []);
});

test('C7 a file without content is stored and reported like any other', async () => {
  const { files, ...request } = drawAll({ files: filesOf(between(1, 3000), 3) });
  const empty = (file) => ({ ...file, size: 0 });
  const [first, second, third] = files;
  for (const parts of [[empty(first)], [first, empty(second), third], [first, empty(third)]]) {
    const { answer, stored } = await upload(parts, request);
    const isEmpty = ({ size }) => size === 0;
    const names = ['originalName', 'size', 'checksum'];
    assert.deepEqual(told(answer, names)?.filter(isEmpty), expected(parts.filter(isEmpty), names));
    assert.deepEqual(contentsOf(stored), contents(parts));
  }
});

test('C8 uploadDir is created, with the folders above it', async () => {
  const { file, ...request } = drawAll({ file: smallFile });
  const { answer, uploadDir, stored } = await upload([file], request);
  assert.equal(answer.status, 200);
  assert.equal(stored.length, 1);
  assert.deepEqual(strangers(stored, uploadDir), []);
});

test('C8 a folder that is there is used as it is', async () => {
  const { files, ...request } = drawAll({ files: filesOf(between(1, 3000), 2) });
  const existing = files.map(({ filename }) => filename);
  const { answer, stored, uploadDir } = await upload(files, { ...request, existing });
  assert.equal(answer.status, 200);
  assert.equal(stored.length, 4);
  const there = stored.map(({ path }) => relative(uploadDir, path));
  for (const name of existing) assert.ok(there.includes(name), `${name} is gone`);
});

/** Files that do not lie directly in uploadDir. */
const strangers = (stored, uploadDir) => stored.filter(({ path }) => relative(uploadDir, path).includes('/'));

const LEADS = [
  '../',
  '../../../',
  '/',
  '/etc/',
  'C:\\temp\\',
  '..\\..\\',
  '....//',
  './../',
  '~/',
  'a/../../b/',
  '..%2F',
  '../\\../',
];

test('C9 directories in a file name lead nowhere: they are dropped', async () => {
  const { file, leads, ...request } = drawAll({
    file: smallFile,
    leads: fc.shuffledSubarray(LEADS, { minLength: 12 }),
  });
  const files = leads.map((lead, n) => ({ ...file, filename: `${lead}${n}-${file.filename}` }));
  const { answer, stored, uploadDir } = await upload(files, request);
  const last = files.map(({ filename }) => filename.split(/[/\\]/).at(-1));
  assert.deepEqual(listOf(answer, 'originalName'), last.toSorted());
  assert.equal(stored.length, files.length);
  assert.deepEqual(strangers(stored, uploadDir), []);
});

test('C9 a name that is nothing but directories stays in uploadDir', async () => {
  const { file, ...request } = drawAll({ file: smallFile });
  const names = ['..', '.', '../..', '..\\..', '/', '../', file.filename];
  const requests = names.map((filename) => ({ parts: [{ ...file, filename }], ...request }));
  const { answers, stored, uploadDir } = await act('uploads', { requests });
  assert.deepEqual(
    answers.map(({ status }) => status === 500),
    names.map(() => false),
  );
  assert.deepEqual(told(answers.at(-1), ['originalName']), expected([file], ['originalName']));
  assert.deepEqual(strangers(stored, uploadDir), []);
});

test('C10 a file of 80 MB does not end up in memory', async () => {
  const { seen, grownMb } = await measure('big_file', { ...drawAll({ fill: text }), chunk: 80_000, chunks: 1000 });
  assert.deepEqual(seen, { status: 200, size: 80_000_000, onDisk: 80_000_000 });
  if (grownMb !== null) assert.ok(grownMb < 120, `memory grew by ${grownMb} MB`);
});

test('C10 the app reads on only as fast as the disk writes', async () => {
  const { ahead, ...seen } = await act('ahead_of_the_disk', {
    ...drawAll({ fill: bytes }),
    chunk: 60_000,
    chunks: 200,
  });
  assert.ok(ahead < 4_000_000, `${ahead} bytes were read and not written`);
  assert.deepEqual(seen, { status: 200, size: 12_000_000 });
});

test('C11 what is stored is what was sent', async () => {
  const uploads = fc.record({
    files: filesOf(model.anySize, 1, 3, bytes),
    boundary,
    cuts: fc.array(between(0, 300_000), { maxLength: 6 }),
    chunked: fc.boolean(),
  });
  await propertyOfMany(uploads, {
    observe: async (drawn) => {
      const marked = (files, n) => files.map((file) => ({ ...file, filename: `000${n}000.${file.filename}` }));
      const requests = drawn.map(({ files, ...request }, n) => ({ parts: marked(files, n), ...request }));
      const { stored } = await act('uploads', { requests });
      return drawn.map((_, n) => stored.filter(({ path }) => path.includes(`-000${n}000.`)));
    },
    check: ({ files }, stored) => assert.deepEqual(contentsOf(stored), contents(files)),
    runs: 12,
  });
});

test('C12 uploads at the same time do not mix', async () => {
  const { files, cuts, ...request } = drawAll({
    files: filesOf(between(2000, 40_000), 8),
    cuts: fc.array(between(1, 50_000), { minLength: 6, maxLength: 6 }),
  });
  const requests = [0, 2, 4, 6].map((n) => ({ parts: files.slice(n, n + 2), cuts, ...request }));
  const { answers, stored } = await act('uploads_at_once', { requests });
  const names = ['originalName', 'size'];
  assert.deepEqual(
    answers.map((answer) => byName(told(answer, names))),
    requests.map(({ parts }) => expected(parts, names)),
  );
  assert.deepEqual(contentsOf(stored), contents(files));
});

test('C12 two apps do not mix', async () => {
  const { files, ...request } = drawAll({ files: filesOf(between(1, 3000), 2) });
  const requests = files.map((file) => ({ parts: [file], ...request }));
  const stored = await act('two_apps', { requests });
  assert.deepEqual(
    stored.map(contentsOf),
    files.map((file) => contents([file])),
  );
});

/** Uploads to a slow disk: everything must be on it when the answer comes. */
async function followSlowDisk(parts, request) {
  const { answers, early } = await act('slow_disk', { request: { parts, ...request } });
  assert.equal(answers[0].status, 200);
  assert.deepEqual(contentsOf(early), contents(parts));
}

test('E1 all bytes of a file are on disk when the answer comes', async () => {
  const { small, large, ...request } = drawAll({ small: smallFile, large: fileOf(between(200_000, 300_000)) });
  for (const file of [small, large]) await followSlowDisk([file], request);
});

test('E1 all files are on disk when the answer comes', async () => {
  const { files, ...request } = drawAll({ files: filesOf(between(1, 5000), 4) });
  await followSlowDisk(files, request);
});

/** Sends requests that are the client's fault: each is refused, and the app goes on. */
async function refuses(requests) {
  const { answers, later } = await act('refused', { requests });
  assert.equal(answers.length, requests.length);
  answers.forEach((answer, n) => refusal(answer, 400, n));
  assertWorks(later);
}

/** The answer to what is sent when the rest is over: nothing stays of a request, and the app still saves files. */
function assertWorks({ status, ...later }) {
  assert.deepEqual([status, told(later, ['originalName', 'size'])], [200, [{ originalName: 'later.txt', size: 100 }]]);
}

function refusal({ status, type, body }, expected, n) {
  const seen = { status, type: type?.split(';')[0], ...pick(body, ['success', 'error']), error: typeof body?.error };
  assert.deepEqual(
    seen,
    { status: expected, type: 'application/json', success: false, error: 'string' },
    `request ${n}`,
  );
}

test('E2 a body that ends too early is refused, wherever it ends, and the app goes on', async () => {
  const { file, last, early, ...request } = drawAll({
    file: fileOf(between(100_000, 200_000)),
    last: fileOf(between(1000, 5000)),
    early: between(1, 900),
  });
  const end = request.boundary.length + 8;
  const places = {
    dash: 3,
    delimiter: end,
    file: end + early,
    header: end + last.size + 20,
    first: end + last.size + 200,
  };
  const bodies = Object.values(places).map((missing) => ({ parts: [file, last], missing, ...request }));
  await refuses([...bodies, { ...bodies[2], chunked: true }]);
});

test('E2 a body of nothing, or of no form, is refused', async () => {
  const { file, rest, boundary: edge } = drawAll({ file: smallFile, rest: between(1, 1500) });
  const header = `Content-Disposition: form-data; name="a"; filename="${file.filename}"`;
  const good = `--${edge}\r\n${header}\r\n\r\n${'x'.repeat(50)}\r\n`;
  const malformed = `--${edge}\r\nContent Disposition: form-data\r\n\r\n${'x'.repeat(rest)}\r\n--${edge}--\r\n`;
  const bodies = ['', 'nothing of it', malformed, good + malformed].map((body) => Buffer.from(body));
  const type = `multipart/form-data; boundary=${edge}`;
  await refuses([...bodies.map((body) => ({ type, body })), { type, body: bodies[0], chunked: true }]);
});

test('E3 of a body that ends within a file nothing stays', async () => {
  const { file, early, ...request } = drawAll({ file: fileOf(between(100_000, 200_000)), early: between(0, 90_000) });
  const { left, later } = await act('refused', {
    requests: [{ parts: [file], missing: request.boundary.length + 8 + early, ...request }],
  });
  assert.deepEqual(left, []);
  assertWorks(later);
});

test('E3 the complete files of such a body are removed, too', async () => {
  const { files, early, ...request } = drawAll({ files: filesOf(between(1000, 5000), 3), early: between(0, 900) });
  const { left, later } = await act('refused', {
    requests: [{ parts: files, missing: request.boundary.length + 8 + early, ...request }],
  });
  assert.deepEqual(left, []);
  assertWorks(later);
});

/** Uploads files with some other parts around them that are no files. */
async function ignores(other) {
  const { two, ...request } = drawAll({ two: filesOf(between(1, 3000), 2) });
  const [first, second] = two;
  for (const parts of [[other], [first, other, second], [other, first, other]]) {
    const { answer, stored } = await upload(parts, request);
    const files = parts.filter((part) => part !== other);
    assert.equal(answer.status, 200);
    assert.deepEqual(byName(told(answer, ['originalName'])), expected(files, ['originalName']));
    assert.deepEqual(contentsOf(stored), contents(files));
  }
}

test('E4 a part for which no file was chosen is ignored', async () => {
  await ignores({ ...draw(smallFile), filename: '', type: 'application/octet-stream', size: 0 });
});

test('E5 a part of bytes without a file name is ignored, however long it is', async () => {
  const unnamed = ({ name, type, fill: bytes, size }) => ({ name, type, fill: bytes, size });
  await ignores(unnamed({ ...draw(fileOf(between(1, 5000))), type: 'application/octet-stream' }));
  await ignores(unnamed({ ...draw(fileOf(between(200_000, 300_000))), type: 'application/octet-stream' }));
});

test('E6 a body of another type, or of none, is refused', async () => {
  const { file, boundary: edge } = drawAll({ file: smallFile });
  const types = [
    'application/json',
    'text/plain',
    'application/octet-stream',
    `multipart/mixed; boundary=${edge}`,
    'multipart',
    null,
  ];
  await refuses(types.map((type) => ({ parts: [file], boundary: edge, type })));
});

test('E6 a form that is not multipart is refused', async () => {
  const { file } = drawAll({ file: smallFile });
  const form = 'application/x-www-form-urlencoded';
  const types = [form, `${form}; charset=utf-8`, `${form}; not="multipart/form-data"`];
  await refuses(types.map((type) => ({ type, body: Buffer.from(`${file.name}=${file.filename}`) })));
});

test('E7 a body without a boundary is refused', async () => {
  const { file, boundary: edge } = drawAll({ file: smallFile });
  const types = ['multipart/form-data', 'multipart/form-data; charset=utf-8', 'multipart/form-data; boundary='];
  await refuses(types.map((type) => ({ parts: [file], boundary: edge, type })));
});

/** Breaks a request off and looks at what is left. */
async function breakOff(parts, unsent, { held = false, ...request }) {
  const { left, later } = await act('broken_off', { request: { parts, ...request }, unsent, held });
  assert.deepEqual(left, { files: [], descriptors: 0 });
  assertWorks(later);
}

const midFile = { file: fileOf(between(20_000, 40_000)), early: between(1, 19_000) };

test('E8 a client that goes away leaves neither a file nor a descriptor', async () => {
  const { file, early, ...request } = drawAll(midFile);
  await breakOff([file], request.boundary.length + 8 + early, request);
});

test('E8 nor does one that goes away before its file is opened or written', async () => {
  const { file, early, ...request } = drawAll(midFile);
  await breakOff([file], request.boundary.length + 8 + early, { ...request, held: true });
});

test('E8 nor does one that has sent a file before', async () => {
  const { file, early, first, ...request } = drawAll({ ...midFile, first: smallFile });
  await breakOff([first, file], request.boundary.length + 8 + early, request);
});

/** Where there is room, the files are saved: who always fails notices nothing. */
async function saves(files, request) {
  const { answer } = await upload(files, request);
  assert.equal(answer.status, 200);
}

/** Sends files that cannot be written. */
async function failing(files, { room, ...request }) {
  const requests = files.map((file) => ({ parts: [file], ...request }));
  const seen = await act('unwritable', { requests, room });
  assert.equal(seen.answers.length, requests.length);
  seen.answers.forEach((answer, n) => refusal(answer, 500, n));
  return seen;
}

test('E9 a small file that cannot be written is reported as a failure', async () => {
  const { file, ...request } = drawAll({ file: smallFile });
  await saves([file], request);
  await failing([file, { ...file, size: 0 }], request);
});

test('E9 one file that cannot be written fails the request', async () => {
  const { files, ...request } = drawAll({ files: filesOf(between(500, 1000), 3) });
  await saves(files, request);
  const { answers, left } = await act('unwritable', { requests: [{ parts: files, ...request }], room: 1400 });
  refusal(answers[0], 500, 0);
  assert.deepEqual(left, []);
});

test('E10 a large file that cannot be written is answered, and the app goes on', async () => {
  const { file, ...request } = drawAll({ file: fileOf(between(1_000_000, 1_200_000)) });
  const { later } = await failing([file], request);
  assert.equal(later.status, 200);
});

test('E10 when the disk is full within a file, nothing of it stays', async () => {
  const { file, room, ...request } = drawAll({ file: fileOf(between(600_000, 900_000)), room: between(1, 500_000) });
  const { left, later } = await failing([file], { ...request, room });
  assert.deepEqual(left, []);
  assert.equal(later.status, 200);
});

/** The saved names of the answers' files: a time that is not before `now`, perhaps something, and the name. */
function assertSaved(answers, all, now) {
  assert.equal(answers.length, all.length);
  answers.forEach(({ body }, n) => {
    all[n].forEach(({ filename }, k) => {
      const savedName = `${body.files?.[k]?.savedName}`;
      assert.match(savedName, new RegExp(`^\\d+-(?:[\\w.-]+-)?${RegExp.escape(safe(filename))}$`));
      assert.ok(Number.parseInt(savedName) >= now, `${savedName} is from before ${now}`);
    });
  });
}

test('E11 files of one name in one millisecond are stored under different names', async () => {
  const { files, now, ...request } = drawAll({ files: filesOf(between(10, 5000), 3) });
  const parts = files.map((file) => ({ ...file, filename: files[0].filename }));
  const fast = await act('uploads', { requests: [{ parts, ...request }], now });
  const slow = await act('slow_disk', { request: { parts, ...request }, now }); // none is there before the last has come
  for (const { answers, stored } of [fast, slow]) {
    assert.equal(new Set(listOf(answers[0], 'path')).size, 3);
    assertSaved(answers, [parts], now);
    assert.deepEqual(contentsOf(stored), contents(parts));
  }
});

test('E11 so are names that are the same only once they are safe', async () => {
  const { files, ...request } = drawAll({ files: filesOf(between(10, 5000), 3) });
  const parts = files.map((file, n) => ({ ...file, filename: `${files[0].name}${' +_'[n]}x.txt` }));
  const { answer, stored } = await upload(parts, request);
  assertSaved([answer], [parts], request.now);
  assert.deepEqual(contentsOf(stored), contents(parts));
});

test('E11 so are files of different requests, at once or one after the other', async () => {
  const { files, ...request } = drawAll({ files: filesOf(between(2000, 5000), 4) });
  const parts = files.map((file) => ({ ...file, filename: files[0].filename }));
  const requests = parts.map((part) => ({ parts: [part], cuts: [1000], boundary: request.boundary }));
  for (const scenario of ['uploads_at_once', 'uploads']) {
    const { answers, stored } = await act(scenario, { requests, now: request.now });
    assertSaved(
      answers,
      requests.map((one) => one.parts),
      request.now,
    );
    assert.deepEqual(contentsOf(stored), contents(parts));
  }
});

test('E11 a file that is there already is not overwritten', async () => {
  const { file, ...request } = drawAll({ file: smallFile });
  const existing = [`${request.now}-${safe(file.filename)}`];
  const { answer, stored } = await upload([file], { ...request, existing });
  assertSaved([answer], [[file]], request.now);
  const old = { fill: existing[0], size: existing[0].length };
  assert.deepEqual(contentsOf(stored), contents([file, old]));
});

const letters = (...ranges) =>
  fc.oneof(...ranges.map(([from, to]) => between(from, to).map((code) => String.fromCodePoint(code))));
const basic = letters(
  [0x61, 0x7a],
  [0xc0, 0xff],
  [0x100, 0x17f],
  [0x391, 0x3c9],
  [0x430, 0x44f],
  [0x5d0, 0x5ea],
  [0x4e00, 0x9fa5],
  [0x3041, 0x3096],
);
const nameOf = (letter) =>
  fc.array(letter, { minLength: 3, maxLength: 12 }).map((all) => `ée\u0301${all.join('')}.txt`);

test('E12 a file name in UTF-8 is told as it is', async () => {
  const any = fc.oneof(basic, letters([0x1f300, 0x1f6ff], [0x300, 0x320]));
  const { file, names, ...request } = drawAll({
    file: smallFile,
    names: fc.uniqueArray(nameOf(any), { minLength: 5, maxLength: 5 }),
  });
  const { answer } = await upload(
    names.map((filename) => ({ ...file, filename })),
    request,
  );
  assert.deepEqual(listOf(answer, 'originalName'), names.toSorted());
});

test('E12 savedName has one _ for each of its letters', async () => {
  const { file, names, ...request } = drawAll({
    file: smallFile,
    names: fc.uniqueArray(nameOf(basic), { minLength: 5, maxLength: 5, selector: safe }),
  });
  const { answer } = await upload(
    names.map((filename) => ({ ...file, filename })),
    request,
  );
  assert.deepEqual(listOf(answer, 'savedName'), names.map((name) => `${request.now}-${safe(name)}`).toSorted());
});

const progressOf = (calls) => calls.map(([percent]) => percent);

test('E15 onProgress is told numbers that never fall and end in 100', async () => {
  const drawn = drawAll({
    files: filesOf(between(20_000, 150_000), 2),
    fields: fc.tuple(field, field),
    cuts: fc.array(between(1, 60_000), { minLength: 4, maxLength: 4 }),
  });
  const { files, fields, cuts, boundary: edge } = drawn;
  const forms = [[fields[0], ...files, fields[1]], [files[0]], fields];
  const seen = await act('progress', { requests: forms.map((parts) => ({ parts, cuts, boundary: edge })) });
  assert.equal(seen.length, forms.length);
  for (const { all } of seen) {
    const percents = progressOf(all);
    assert.deepEqual(
      percents.filter((percent) => typeof percent !== 'number' || !(percent >= 0)),
      [],
    );
    assert.deepEqual(
      percents,
      percents.toSorted((a, b) => a - b),
    );
    assert.equal(percents.at(-1), 100);
  }
});

test('E15 onProgress is called while the body comes in', async () => {
  const { file, boundary: edge } = drawAll({ file: fileOf(between(20_000, 40_000)) });
  const [{ before }] = await act('progress', { requests: [{ parts: [file], boundary: edge, cuts: [10_000] }] });
  const percents = progressOf(before);
  assert.ok(percents.length > 0 && percents.every((percent) => percent < 100), `was called with ${percents}`);
});

test('E15 an upload without a length works, and onProgress is told nothing but percents', async () => {
  const { file, boundary: edge } = drawAll({ file: fileOf(between(20_000, 40_000)) });
  const requests = [{ parts: [file], boundary: edge, cuts: [10_000], chunked: true }];
  const [{ answer, all }] = await act('progress', { requests });
  assert.deepEqual(told(answer, ['originalName', 'size']), expected([file], ['originalName', 'size']));
  assert.deepEqual(
    progressOf(all).filter((percent) => !(percent >= 0 && percent <= 100)),
    [],
  );
});

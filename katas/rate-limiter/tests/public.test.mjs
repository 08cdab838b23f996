// A part of what is judged, to work with. What `act` names is in public.scenarios.mjs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { act } from 'kata';

const ann = { ip: '10.0.0.1' };
const bob = { ip: '10.0.0.2' };
/** The same request, so many milliseconds after the one before. */
const after = (wait, req) => ({ ...req, wait });

/** What each request led to: `next`, or `json` for a response. */
const calls = (answers) => answers.map((answer) => answer.calls.map(({ call }) => call).join(' and '));
const header = (answer, name) => Number(answer.calls[0].headers[name]);

test('C1 requests within the limit call next, without an argument', async () => {
  const answers = await act('window_of_one_address', [ann, ann]);
  assert.deepEqual(calls(answers), ['next', 'next']);
  assert.deepEqual(answers[0].calls[0].args, []);
});

test('C2 headers tell of the limit and of the end of the window', async () => {
  const [answer] = await act('window_of_one_address', [after(1500, ann)]);
  assert.equal(header(answer, 'x-ratelimit-limit'), 2);
  // Virtual time begins with the year 2030; the window ends 11.5 s later, rounded up to seconds.
  assert.equal(header(answer, 'x-ratelimit-reset'), Date.UTC(2030, 0, 1) / 1000 + 12);
});

test('C3 a request over the limit is answered with 429', async () => {
  const answers = await act('window_of_one_address', [ann, ann, after(400, ann)]);
  const [{ call, args, status }] = answers[2].calls;
  assert.deepEqual({ call, status }, { call: 'json', status: 429 });
  assert.deepEqual(args, [{ error: 'Too many requests', retryAfter: 10 }]);
  assert.equal(header(answers[2], 'retry-after'), 10);
});

test('C4 each address has a limit of its own', async () => {
  const answers = await act('window_of_one_address', [ann, ann, ann, bob]);
  assert.deepEqual(calls(answers), ['next', 'next', 'json', 'next']);
});

test('C5 a keyGenerator says what counts together', async () => {
  const answers = await act('window_with_a_key_generator', [
    { ...ann, account: 'shared' },
    { ...bob, account: 'shared' },
    { ...bob, account: 'other' },
  ]);
  assert.deepEqual(calls(answers), ['next', 'json', 'next']);
});

test('C6 a window is over when windowMs have passed', async () => {
  const answers = await act('window_of_one_address', [ann, ann, after(9999, ann), after(1, ann)]);
  assert.deepEqual(calls(answers), ['next', 'next', 'json', 'next']);
});

test('C7 Remaining counts down', async () => {
  const answers = await act('window_of_one_address', [ann, ann, ann]);
  assert.deepEqual(
    answers.map((answer) => header(answer, 'x-ratelimit-remaining')),
    [1, 0, 0],
  );
});

test('C14 a bucket has tokens for a burst', async () => {
  const answers = await act('bucket_of_one_address', [ann, ann, ann, ann]);
  assert.deepEqual(calls(answers), ['next', 'next', 'next', 'json']);
  assert.equal(header(answers[0], 'x-ratelimit-remaining'), 2);
  const [{ args, status }] = answers[3].calls;
  assert.deepEqual({ args, status }, { args: [{ error: 'Rate limit exceeded' }], status: 429 });
});

test('C15 a bucket is refilled', async () => {
  const answers = await act('bucket_of_one_address', [ann, ann, ann, after(1999, ann), after(1, ann), ann]);
  assert.deepEqual(calls(answers).slice(3), ['json', 'next', 'json']);
});

test('E1 both limiters work without options', async () => {
  assert.deepEqual(calls(await act('limiters_without_options', [ann])), ['next', 'next']);
});

test('E5 a keyGenerator may return a promise', async () => {
  const shared = { account: 'shared' };
  const answers = await act('window_with_promised_keys', [
    { ...ann, ...shared },
    { ...bob, ...shared },
  ]);
  assert.deepEqual(calls(answers), ['next', 'json']);
});

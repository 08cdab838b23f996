import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { act } from 'kata';
import { draw, propertyOfMany } from 'kata/property';
import { BUCKET, Buckets, expect, historyOf, START, toSeconds, WINDOW, Windows } from './hidden.model.mjs';

const between = (min, max) => fc.integer({ min, max });
const few = between(2, 5);
const request = fc.record({ ip: fc.ipV4() });
const requests = fc.uniqueArray(request, { minLength: 3, maxLength: 5, selector: ({ ip }) => ip });
const lead = between(1, 100_000); // how long after the beginning of time the limiter is created
const refillInterval = between(1500, 10_000);
/** Milliseconds, never close to a full second: on roundings only the tests of roundings turn. */
const lengthOf = (seconds) => fc.tuple(seconds, between(501, 900)).map(([whole, ms]) => whole * 1000 + ms);
const windowOptions = fc.record({ windowMs: lengthOf(between(4, 90)), maxRequests: few });
const bucketOptions = fc.record({ maxTokens: few, refillRate: fc.constant(1), refillInterval });
const OPTIONS = { [WINDOW]: windowOptions, [BUCKET]: bucketOptions };
/** Options and requests for a limiter, and whatever else a test draws. */
const drawWindow = (more) => draw(fc.record({ options: windowOptions, req: request, reqs: requests, ...more }));
const drawBucket = (more) => draw(fc.record({ options: bucketOptions, req: request, reqs: requests, ...more }));
const drawFor = (factory, more) => (factory === WINDOW ? drawWindow(more) : drawBucket(more));

const repeat = (item, times) => Array.from({ length: times }, () => item);
const none = (list) => list.map(() => []);
const after = (wait, req) => ({ ...req, wait });
/** A request after `wait` milliseconds, and more of them at once. */
const burst = (req, times, wait = 0) => [after(wait, req), ...repeat(req, times - 1)];

const DECISIONS = { next: 'admitted', json: 'rejected' };
const decisionOf = ({ calls, failed }) =>
  calls.map(({ call }) => DECISIONS[call]).join(' and ') || (failed ? `failed: ${failed}` : 'neither');
/** What a header says: a whole number, written as one or in digits. */
const whole = (value) => (typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value);

/** What came of a request, in the words of the models. */
function read(answer) {
  const headers = answer.calls[0]?.headers ?? {};
  return {
    decision: decisionOf(answer),
    limit: whole(headers['x-ratelimit-limit']),
    remaining: whole(headers['x-ratelimit-remaining']),
    reset: whole(headers['x-ratelimit-reset']),
    retryAfter: whole(headers['retry-after']),
  };
}

const answersTo = (factory, options, steps, { lead = 0 } = {}) =>
  act('history', { factory, options: options ? [options] : [], steps, lead });

/** The `fields` of those outcomes that `only` picks by what should come of them, each with its time and key. */
const shown = (outcomes, expected, fields, only = () => true) =>
  expected.flatMap((one, n) =>
    only(one) ? [{ at: one.at, key: one.key, ...Object.fromEntries(fields.map((f) => [f, outcomes[n][f]])) }] : [],
  );

/** Sends the steps and compares the outcomes' fields with the model's. */
async function follow(factory, options, steps, fields, { lead = 0, only } = {}) {
  const seen = (await answersTo(factory, options, steps, { lead })).map(read);
  const expected = expect(factory, options, steps, { lead });
  assert.deepEqual(shown(seen, expected, fields, only), shown(expected, expected, fields, only));
}

/** Compares what `show(outcomes, expected)` shows of any history. */
const followAny = (factory, histories, runs, show) =>
  propertyOfMany(histories, {
    observe: (drawn) =>
      act(
        'histories',
        drawn.map(({ options, steps }) => ({ factory, options: [options], steps, lead: 0 })),
      ),
    check({ options, steps }, answers) {
      const expected = expect(factory, options, steps);
      assert.deepEqual(show(answers.map(read), expected), show(expected, expected));
    },
    runs,
  });

const decisions = (outcomes, expected) => shown(outcomes, expected, ['decision']);

const followWindow = (options, steps, fields, more) => follow(WINDOW, options, steps, fields, more);
const followBucket = (options, steps, fields, more) => follow(BUCKET, options, steps, fields, more);
const decisionsOf = (outcomes) => outcomes.map(({ decision }) => decision);

/** The calls of `next` and `json` without the headers, which are for other tests. */
const withoutHeaders = ({ calls }) => calls.map(({ call, args, status }) => ({ call, args, status }));
const called = (call, args, status) => [{ call, args, status }];

test('C1 an admitted request calls next once, without arguments, and is not answered', async () => {
  const { options, req } = drawWindow();
  const answers = await answersTo(WINDOW, options, burst(req, options.maxRequests));
  assert.deepEqual(answers.map(withoutHeaders), repeat(called('next', [], 200), options.maxRequests));
});

for (const decision of ['admitted', 'rejected']) {
  test(`C2 each ${decision} request has Limit, Remaining, and Reset in seconds rounded up`, async () => {
    const { options, req, wait } = drawWindow({ wait: between(1, 400) });
    const { windowMs, maxRequests: limit } = options;
    for (const early of [0, 1, 499, 999]) {
      const lead = 100_000 - ((windowMs + wait + early) % 1000); // the window ends so much before a full second
      const all = (await answersTo(WINDOW, options, repeat(after(wait, req), limit + 2), { lead })).map(read);
      const reset = toSeconds(START + lead + wait + windowMs);
      assert.equal(all.length, limit + 2);
      for (const seen of decision === 'admitted' ? all.slice(0, limit) : all.slice(limit)) {
        assert.deepEqual({ limit: seen.limit, reset: seen.reset }, { limit, reset });
        assert.ok(Number.isInteger(seen.remaining), `X-RateLimit-Remaining is ${seen.remaining}`);
      }
    }
  });
}

test('C3 a request over the limit gets 429, Retry-After and the body, and next is not called', async () => {
  const { options, req, over } = drawWindow({ over: few });
  const answers = await answersTo(WINDOW, options, burst(req, options.maxRequests + over));
  assert.equal(answers.length, options.maxRequests + over);
  for (const answer of answers.slice(options.maxRequests)) {
    const retryAfter = answer.calls[0]?.args[0]?.retryAfter;
    assert.deepEqual(withoutHeaders(answer), called('json', [{ error: 'Too many requests', retryAfter }], 429));
    assert.equal(typeof retryAfter, 'number');
    assert.equal(read(answer).retryAfter, retryAfter);
  }
});

test('C3 an admitted request has no Retry-After', async () => {
  const { options, req } = drawWindow();
  await followWindow(options, burst(req, options.maxRequests), ['decision', 'retryAfter']);
});

test('C4 each address has a window of its own', async () => {
  const { options, reqs } = drawWindow();
  await followWindow(options, repeat(reqs, options.maxRequests + 1).flat(), ['decision']);
});

/** Sends requests of several accounts, all from the same addresses, and compares the decisions. */
async function followAccounts(factory, keyGenerator, accounts) {
  const { options, reqs } = drawFor(factory);
  const rounds = (options.maxRequests ?? options.maxTokens) + 1;
  const all = repeat(accounts, rounds).flat();
  const steps = all.map((account, n) => ({ ...reqs[n % reqs.length], account }));
  const answers = await act('history', { factory, options: [options], keyGenerator, steps, lead: 0 });
  const perAccount = (decisions) => decisions.map((decision, n) => [all[n], decision]);
  const expected = decisionsOf(expect(factory, options, steps, { key: 'account' }));
  assert.deepEqual(perAccount(answers.map(decisionOf)), perAccount(expected));
}

const accounts = fc.uniqueArray(fc.stringMatching(/^[a-z]{4,8}$/), { minLength: 2, maxLength: 4 });

test('C5 a keyGenerator says which requests count together', async () => {
  await followAccounts(WINDOW, 'account', draw(accounts));
});

test('C5 any string is a key', async () => {
  const odd = ['', ' ', '0', 'null', 'undefined', ...Object.getOwnPropertyNames(Object.prototype)];
  await followAccounts(WINDOW, 'account', draw(fc.shuffledSubarray(odd, { minLength: odd.length })));
});

test('C6 a window is over at exactly windowMs, and the next has the whole allowance', async () => {
  const { options, req, lead: ms } = drawWindow({ lead });
  const { windowMs, maxRequests } = options;
  const end = after(windowMs - 1, req);
  const steps = [...burst(req, maxRequests), end, ...burst(req, maxRequests, 1), end, after(1, req)];
  await followWindow(options, steps, ['decision'], { lead: ms });
});

const windowHistories = (...ips) => historyOf(windowOptions, ({ windowMs }) => windowMs, ips);

test('C6 windows open and end with the requests of any history', async () => {
  await followAny(WINDOW, windowHistories('ann'), 30, decisions);
});

test('C7 Remaining counts down to 0 and stays there, in each window anew', async () => {
  const { options, req, over } = drawWindow({ over: few });
  const times = options.maxRequests + over;
  await followWindow(options, [...burst(req, times), ...burst(req, times, options.windowMs)], ['remaining']);
});

/** Requests at those moments before an end, which is `left[0]` milliseconds after the request before them. */
const countdown = (req, left) => left.map((ms, n) => after(n === 0 ? 0 : left[n - 1] - ms, req));

test('C8 Retry-After and retryAfter are the seconds until the window ends, rounded up', async () => {
  const { options, req, lead: ms } = drawWindow({ lead });
  const left = [options.windowMs, 3001, 3000, 2999, 2500, 1001, 1000, 999, 1];
  const steps = [...burst(req, options.maxRequests), ...countdown(req, left)];
  const rejected = (await answersTo(WINDOW, options, steps, { lead: ms })).slice(options.maxRequests);
  const seen = rejected.map((answer) => [read(answer).retryAfter, answer.calls[0]?.args[0]?.retryAfter]);
  const expected = left.map((value) => [toSeconds(value), toSeconds(value)]);
  assert.deepEqual(seen, expected);
});

async function shareNothing(factories) {
  const { req, ...drawn } = draw(fc.record({ req: request, 0: OPTIONS[factories[0]], 1: OPTIONS[factories[1]] }));
  const limiters = factories.map((factory, n) => ({ factory, options: [drawn[n]] }));
  const steps = repeat([0, 1], 8).flatMap((pair) => pair.map((limiter) => ({ limiter, ...req })));
  const answers = await act('history_of_several', { limiters, steps });
  const expected = factories.map((factory, n) => decisionsOf(expect(factory, drawn[n], repeat(req, 8))));
  const seen = [0, 1].map((limiter) => answers.filter((_, n) => steps[n].limiter === limiter).map(decisionOf));
  assert.deepEqual(seen, expected);
}

test('C9 two rateLimiters share nothing', async () => {
  await shareNothing([WINDOW, WINDOW]);
});

test('C9 a tokenBucketRateLimiter shares nothing with another limiter', async () => {
  await shareNothing([BUCKET, BUCKET]);
  await shareNothing([WINDOW, BUCKET]);
});

/** Uses up the window that these options should open, and comes back around its end. */
function followDefaults(options) {
  const { windowMs, limit } = new Windows(options);
  const req = draw(request);
  return followWindow(options, [...burst(req, limit + 1), after(windowMs - 1, req), after(1, req)], ['decision']);
}

test('C10 what is left out is 60000 ms and 100 requests', async () => {
  const { windowMs, maxRequests } = draw(windowOptions);
  for (const options of [{}, { windowMs }, { maxRequests }]) await followDefaults(options);
});

test('C11 rejected requests do not prolong the window', async () => {
  const { options, req } = drawWindow();
  const { windowMs, maxRequests } = options;
  const rejected = [1, 1000, windowMs - 1002].map((wait) => after(wait, req)); // all but the last millisecond
  const steps = [...burst(req, maxRequests + 1), ...rejected, ...burst(req, maxRequests, 1)];
  await followWindow(options, steps, ['decision']);
});

test("C12 a key's window begins with its own first request", async () => {
  const { options, reqs, apart } = drawWindow({ apart: between(2, 700) });
  const beginnings = reqs.flatMap((req) => burst(req, options.maxRequests + 1, apart));
  const gap = options.windowMs - apart * (reqs.length - 1) - 1; // to just before the end of the first window
  const ends = reqs.flatMap((req, n) => [after(n === 0 ? gap : apart - 1, req), after(1, req)]);
  await followWindow(options, [...beginnings, ...ends], ['decision']);
});

test('C12 windows of several keys do not disturb each other in any history', async () => {
  await followAny(WINDOW, windowHistories('ann', 'bob', 'cat'), 30, decisions);
});

test('C13 maxRequests 0 rejects everything', async () => {
  const { options, req } = drawWindow();
  const steps = [...burst(req, 3), after(options.windowMs - 1, req), ...burst(req, 2, 1)];
  await followWindow({ ...options, maxRequests: 0 }, steps, ['decision']);
});

test('C14 a burst takes the tokens of a full bucket, and Remaining tells how many are left', async () => {
  const { options, req } = drawBucket();
  const answers = await answersTo(BUCKET, options, burst(req, options.maxTokens));
  assert.deepEqual(answers.map(withoutHeaders), repeat(called('next', [], 200), options.maxTokens));
  const left = answers.map((_, n) => options.maxTokens - 1 - n);
  assert.deepEqual(
    answers.map((answer) => read(answer).remaining),
    left,
  );
});

test('C14 a request that finds no token gets 429 and the body, and next is not called', async () => {
  const { options, req, over } = drawBucket({ over: few });
  const answers = await answersTo(BUCKET, options, burst(req, options.maxTokens + over));
  const rejection = called('json', [{ error: 'Rate limit exceeded' }], 429);
  assert.deepEqual(answers.slice(options.maxTokens).map(withoutHeaders), repeat(rejection, over));
});

// In the core tests of refills a bucket is created with its limiter and is never full between two refills: from
// when the intervals count is for E10.
const refilling = fc.record({ maxTokens: between(8, 12), refillRate: between(1, 2), refillInterval });

test('C15 a bucket gains refillRate tokens at exactly refillInterval', async () => {
  const { options, req } = drawBucket({ options: refilling });
  const refill = [after(options.refillInterval - 1, req), ...burst(req, options.refillRate + 1, 1)];
  await followBucket(options, [...burst(req, options.maxTokens + 1), ...refill, ...refill], ['decision']);
});

test('C15 several intervals bring several refills', async () => {
  const { options, req, intervals } = drawBucket({ options: refilling, intervals: between(2, 3) });
  const refills = burst(req, intervals * options.refillRate + 1, intervals * options.refillInterval + 1);
  await followBucket(options, [...burst(req, options.maxTokens), ...refills], ['decision']);
});

test('C15 requests in between do not put a refill off', async () => {
  const shares = fc.array(fc.constantFrom(0, 0, 0.2, 0.3, 0.4, 0.5), { maxLength: 14, size: 'max' });
  const history = fc.record({ options: refilling, req: request, shares }).map(({ options, req, shares: parts }) => {
    const later = parts.map((part) => after(Math.ceil(part * options.refillInterval), req));
    return { options, steps: [...burst(req, options.maxTokens), ...later] };
  });
  await followAny(BUCKET, history, 30, decisions);
});

test('C16 a bucket never holds more than maxTokens', async () => {
  const { options, req, rate, intervals } = drawBucket({ rate: between(5, 9), intervals: fc.nat(50) });
  const { maxTokens, refillInterval: interval } = options;
  const overfull = burst(req, maxTokens + 1, (maxTokens + intervals) * interval);
  await followBucket({ ...options, refillRate: rate }, [req, ...overfull, ...overfull], ['decision']);
});

test('C17 each address has a bucket of its own', async () => {
  const { options, reqs } = drawBucket();
  await followBucket(options, repeat(reqs, options.maxTokens + 1).flat(), ['decision']);
});

/** Uses up the bucket that these options should fill, and comes back around its first refill. */
function followBucketDefaults(options) {
  const { maxTokens, refillRate, refillInterval: interval } = new Buckets(options);
  const req = draw(request);
  const refill = [after(interval - 1, req), ...burst(req, refillRate + 1, 1)];
  return followBucket(options, [...burst(req, maxTokens + 1), ...refill], ['decision']);
}

test('C18 what is left out is 100 tokens, and 10 every 1000 ms', async () => {
  const drawn = draw(fc.record({ maxTokens: between(11, 30), refillRate: between(2, 9), refillInterval }));
  const { maxTokens, refillRate, refillInterval: interval } = drawn;
  for (const options of [{}, { maxTokens }, { refillRate }, { refillInterval: interval }])
    await followBucketDefaults(options);
});

/** Requests of a few addresses to an application, the last one of each over the limit, with what should come of them. */
async function mounted(factory) {
  const { options, reqs } = drawFor(factory);
  const steps = reqs.flatMap((req) => burst(req, (options.maxRequests ?? options.maxTokens) + 1));
  const ips = steps.map(({ ip }) => ip);
  const answers = await act('mounted_in_express', { factory, options: [options], ips });
  const expected = expect(factory, options, steps);
  return answers.map(({ body, ...rest }, n) => ({ ...rest, body: JSON.parse(body), expected: expected[n] }));
}

test('C19 rateLimiter works in an Express application', async () => {
  for (const { status, headers, body, expected } of await mounted(WINDOW)) {
    const { decision, key, limit, remaining, reset, retryAfter } = expected;
    const served = { status: 200, body: { servedTo: key } };
    const rejected = { status: 429, body: { error: 'Too many requests', retryAfter } };
    assert.deepEqual({ status, body }, decision === 'admitted' ? served : rejected);
    const seen = ['limit', 'remaining', 'reset'].map((name) => headers[`x-ratelimit-${name}`]);
    assert.deepEqual(seen, [limit, remaining, reset].map(String));
    assert.equal(headers['retry-after'], retryAfter && String(retryAfter));
  }
});

test('C19 tokenBucketRateLimiter works in an Express application', async () => {
  for (const { status, headers, body, expected } of await mounted(BUCKET)) {
    const { decision, key, remaining } = expected;
    const served = { status: 200, body: { servedTo: key } };
    const rejected = { status: 429, body: { error: 'Rate limit exceeded' } };
    assert.deepEqual({ status, body }, decision === 'admitted' ? served : rejected);
    if (decision === 'admitted') assert.equal(headers['x-ratelimit-remaining'], String(remaining));
  }
});

test('C20 a window that began some time after its limiter is over without a clean-up', async () => {
  const { options, req, share } = drawWindow({ share: between(1, 99) });
  const { windowMs, maxRequests } = options;
  const began = Math.floor((windowMs * share) / 100); // multiples of windowMs since the creation are elsewhere
  const steps = [...burst(req, maxRequests + 1, began), after(windowMs - 1, req), ...burst(req, maxRequests + 1, 1)];
  await followWindow(options, steps, ['decision']);
});

test('E1 rateLimiter() has all the defaults', async () => {
  await followDefaults(undefined);
});

/** The timers that wait before and after each request, all of which are decided. */
async function timersOf(input) {
  const { timers, decided } = await act('timers_over_time', input);
  assert.equal(decided, input.steps.length);
  return timers;
}

/** What keeps the process alive while a limiter is unused, used by several keys, and left alone. */
async function holding(factory) {
  const { options, reqs } = drawFor(factory);
  const ms = options.windowMs ?? options.refillInterval;
  const steps = [...reqs.flatMap((req) => burst(req, 7, 5)), after(ms, reqs[0]), after(3 * ms, reqs[1])];
  const timers = await timersOf({ factory, options: [options], steps });
  return timers.map((waiting) => waiting.filter(({ holds }) => holds));
}

test('E2 a rateLimiter does not keep the process alive', async () => {
  const seen = await holding(WINDOW);
  assert.deepEqual(seen, none(seen));
});

const DAY = 86_400; // in seconds; a timer of Node can wait for almost 25 of them
const tooLong = fc.record({ windowMs: lengthOf(between(26 * DAY, 45 * DAY)), maxRequests: few });

test('E3 a window longer than a timer can wait starts no timer of 1 ms', async () => {
  const { options, reqs } = drawWindow({ options: tooLong });
  const steps = reqs.map((req) => after(3, req));
  const timers = await timersOf({ factory: WINDOW, options: [options], steps });
  const cut = timers.map((waiting) => waiting.filter(({ delay }) => delay === 1));
  assert.deepEqual(cut, none(timers));
});

test('E3 a window longer than a timer can wait does not end early', async () => {
  const { options, req, wait } = drawWindow({ options: tooLong, wait: between(2, 50) });
  const steps = [...burst(req, options.maxRequests), after(wait, req), after(1, req)];
  await followWindow(options, steps, ['decision', 'reset', 'retryAfter']);
});

test('E3 a window longer than a timer can wait ends in time', async () => {
  const { options, req } = drawWindow({ options: tooLong });
  const timers = await timersOf({ factory: WINDOW, options: [options], steps: [req] });
  // Weeks are as long as the timers in them are many: those of a clean-up may keep us from going to the end.
  const last = options.windowMs - 1;
  const far = Math.min(last, ...timers.flat().map(({ delay }) => delay * 10_000));
  const end = far < last ? [after(far, req)] : [after(last, req), after(1, req)];
  await followWindow(options, [...burst(req, options.maxRequests), ...end], ['decision']);
});

const thrown = fc.string({ minLength: 1 }).chain((text) => fc.constantFrom(text, new RangeError(text)));

/** Requests that fail, more than the limit, and then one of the same address that does not: it is the first to count. */
async function followFailures(factory, promised) {
  const { options, req, over, ...drawn } = drawFor(factory, { over: few, thrown });
  const times = over + (options.maxRequests ?? options.maxTokens);
  const steps = [...repeat({ ...req, fails: true }, times), req];
  const answers = await act('failing_key_generator', { factory, options: [options], promised, steps, ...drawn });
  const forwarded = { calls: called('next', ['what was thrown'], 200) };
  assert.deepEqual(answers.slice(0, times), repeat(forwarded, times));
  assert.equal(decisionOf(answers[times]), 'admitted');
}

/** Requests that all wait for the same key: as many are admitted as if they came one after the other. */
async function followRequestsAtOnce(factory) {
  const { options, req, over } = drawFor(factory, { over: few });
  const max = options.maxRequests ?? options.maxTokens;
  const input = { factory, options: [options], keyGenerator: 'promisedAccount' };
  const answers = await act('requests_at_once', { ...input, requests: repeat({ account: req.ip }, max + over) });
  assert.deepEqual(answers.map(decisionOf).toSorted(), [...repeat('admitted', max), ...repeat('rejected', over)]);
}

test('E4 what keyGenerator throws is given to next', async () => {
  await followFailures(WINDOW, false);
});

test('E5 a promised key counts like any other', async () => {
  await followAccounts(WINDOW, 'promisedAccount', draw(accounts));
});

test('E5 requests wait for their keys, also several at the same time', async () => {
  const { options, req, takes } = drawWindow({ takes: between(2, 1000) });
  const input = { factory: WINDOW, options: [options], keyGenerator: 'accountAfterAWhile' };
  const seen = await act('request_that_waits_for_its_key', { ...input, req: { account: req.ip, takes } });
  assert.deepEqual(seen, [[], [], ['next']]);
  await followRequestsAtOnce(WINDOW);
});

test('E5 the reason of a key that is rejected is given to next', async () => {
  await followFailures(WINDOW, true);
});

test('E7 tokenBucketRateLimiter() has all the defaults', async () => {
  await followBucketDefaults(undefined);
});

test('E8 a rejection of the bucket has Remaining 0 and the seconds until the next refill, rounded up', async () => {
  const { options, req } = drawBucket();
  const { maxTokens, refillInterval: interval } = options;
  const steps = [...burst(req, maxTokens), ...countdown(req, [interval, interval - 1, 1001, 1000, 999, 1])];
  const only = ({ decision }) => decision === 'rejected';
  await followBucket(options, steps, ['remaining', 'retryAfter'], { only });
});

test('E8 Retry-After counts the refills that a whole token takes', async () => {
  const { options: drawn, req, tenths } = drawBucket({ tenths: between(7, 9) });
  const { maxTokens, refillInterval: interval } = drawn;
  const waits = [Math.floor((interval * tenths) / 10), interval]; // no token, and then a part of one
  const steps = [...burst(req, maxTokens), ...waits.map((wait) => after(wait, req))];
  for (const refillRate of [0.25, 0.375, 0.75]) {
    const options = { ...drawn, refillRate };
    const seen = (await answersTo(BUCKET, options, steps)).slice(maxTokens).map(read);
    assert.equal(seen[0].decision, 'rejected');
    // Whether the part of a token is enough is for E9: here only what a rejection says.
    const told = (outcomes) => outcomes.filter((_, n) => seen[n].decision === 'rejected').map((one) => one.retryAfter);
    assert.deepEqual(told(seen), told(expect(BUCKET, options, steps).slice(maxTokens)));
  }
});

// Quarters, so that sums are exact in whatever order they are made.
const fractions = fc.record({
  maxTokens: fc.constantFrom(1.25, 1.5, 2, 2.25, 2.5, 3.75),
  refillRate: fc.constantFrom(0.25, 0.5, 0.75, 1.25, 1.5),
  refillInterval,
});

test('E9 a request takes a whole token, and a part of one is not enough', async () => {
  const waits = fc.array(fc.constantFrom(0, 0, 0, 1, 1, 2, 3, 9), { maxLength: 24, size: 'max' });
  const history = fc.record({ options: fractions, req: request, waits }).map(({ options, req, waits: intervals }) => {
    const later = intervals.map((times) => after(times * options.refillInterval, req));
    return { options, steps: [req, ...later] };
  });
  const admitted = ({ decision }) => decision === 'admitted';
  await followAny(BUCKET, history, 30, (outcomes, expected) => [
    decisions(outcomes, expected),
    shown(outcomes, expected, ['remaining'], admitted),
  ]);
});

test('E10 refills come refillInterval after the first request of the key', async () => {
  const { options, reqs, tenths } = drawBucket({ tenths: between(1, 9) });
  const { maxTokens, refillInterval: interval } = options;
  const later = Math.floor((interval * tenths) / 10);
  const used = (req) => [...burst(req, maxTokens + 1, later), after(interval - 1, req), ...burst(req, 2, 1)];
  await followBucket(options, reqs.flatMap(used), ['decision']);
});

test('E10 refills keep to the intervals of their bucket in any history', async () => {
  const histories = historyOf(bucketOptions, ({ refillInterval: interval }) => interval, ['ann', 'bob', 'cat']);
  await followAny(BUCKET, histories, 50, decisions);
});

test('E11 a keyGenerator says which requests take from the same bucket', async () => {
  await followAccounts(BUCKET, 'account', draw(accounts));
});

test('E11 a promised key has a bucket like any other, also when several requests wait for it', async () => {
  await followAccounts(BUCKET, 'promisedAccount', draw(accounts));
  await followRequestsAtOnce(BUCKET);
});

test('E11 what keyGenerator throws or rejects with is given to next', async () => {
  await followFailures(BUCKET, false);
  await followFailures(BUCKET, true);
});

test('E12 a tokenBucketRateLimiter does not keep the process alive', async () => {
  const seen = await holding(BUCKET);
  assert.deepEqual(seen, none(seen));
});

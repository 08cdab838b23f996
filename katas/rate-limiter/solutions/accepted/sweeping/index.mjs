import process from 'node:process';
import { sweepEveryMinute } from './sweep.mjs';

const NS = 1_000_000n;
/** Milliseconds that only ever grow, whatever the clock on the wall is set to. */
const elapsed = () => Number(process.hrtime.bigint() / NS);
const inSeconds = (ms) => Math.ceil(ms / 1000);

const guard = (keyGenerator, decide) => async (req, res, next) => {
  const known = await Promise.try(keyGenerator, req).then(
    (key) => ({ key }),
    (error) => ({ error }),
  );
  if ('error' in known) next(known.error);
  else decide(known.key, res) && next();
};

export function rateLimiter(options) {
  const { windowMs, maxRequests, keyGenerator } = {
    windowMs: 60_000,
    maxRequests: 100,
    keyGenerator: ({ ip }) => ip,
    ...options,
  };
  const ends = new Map(); // key -> when its window ends
  const counts = new Map(); // key -> how many requests it has seen
  const isOver = (key) => !ends.has(key) || ends.get(key) <= elapsed();
  sweepEveryMinute(ends, (key) => isOver(key) && counts.delete(key) && ends.delete(key));

  return guard(keyGenerator, (key, res) => {
    if (isOver(key)) {
      ends.set(key, elapsed() + windowMs);
      counts.set(key, 0);
    }
    const count = counts.get(key) + 1;
    counts.set(key, count);
    const left = ends.get(key) - elapsed();
    res.setHeader('x-ratelimit-limit', `${maxRequests}`);
    res.setHeader('x-ratelimit-remaining', `${count > maxRequests ? 0 : maxRequests - count}`);
    res.setHeader('x-ratelimit-reset', `${inSeconds(Date.now() + left)}`);
    if (count <= maxRequests) return true;
    res.statusCode = 429;
    res.setHeader('retry-after', `${inSeconds(left)}`);
    res.json({ error: 'Too many requests', retryAfter: inSeconds(left) });
    return false;
  });
}

export function tokenBucketRateLimiter(options) {
  const { maxTokens, refillRate, refillInterval, keyGenerator } = {
    maxTokens: 100,
    refillRate: 10,
    refillInterval: 1000,
    keyGenerator: ({ ip }) => ip,
    ...options,
  };
  const buckets = new Map();
  const intervalsSince = (start) => Math.floor((elapsed() - start) / refillInterval);

  return guard(keyGenerator, (key, res) => {
    if (!buckets.has(key)) buckets.set(key, { start: elapsed(), seen: 0, tokens: maxTokens });
    const bucket = buckets.get(key);
    const intervals = intervalsSince(bucket.start);
    bucket.tokens = Math.min(maxTokens, bucket.tokens + refillRate * (intervals - bucket.seen));
    bucket.seen = intervals;
    const isAdmitted = bucket.tokens >= 1;
    if (isAdmitted) bucket.tokens -= 1;
    res.setHeader('x-ratelimit-remaining', `${Math.trunc(bucket.tokens)}`);
    if (isAdmitted) return true;
    const readyAt = bucket.start + (intervals + Math.ceil((1 - bucket.tokens) / refillRate)) * refillInterval;
    res.statusCode = 429;
    res.setHeader('retry-after', `${inSeconds(readyAt - elapsed())}`);
    res.json({ error: 'Rate limit exceeded' });
    return false;
  });
}

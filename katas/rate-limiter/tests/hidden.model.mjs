// The two limiters as models, and histories of requests to hold against them. Times are in milliseconds.
import fc from 'fast-check';

export const START = Date.UTC(2030, 0, 1); // virtual time begins here in every act
export const WINDOW = 'rateLimiter';
export const BUCKET = 'tokenBucketRateLimiter';

export const toSeconds = (ms) => Math.ceil(ms / 1000);

/** rateLimiter, as the specification has it; `now` is in milliseconds since 1970. */
export class Windows {
  opened = new Map();

  constructor({ windowMs = 60_000, maxRequests = 100 } = {}) {
    Object.assign(this, { windowMs, limit: maxRequests });
  }

  request(key, now) {
    const last = this.opened.get(key);
    const window = last && now - last.start < this.windowMs ? last : { start: now, requests: 0 };
    this.opened.set(key, window);
    window.requests += 1;
    const end = window.start + this.windowMs;
    const seen = { limit: this.limit, reset: toSeconds(end) };
    if (window.requests > this.limit)
      return { ...seen, decision: 'rejected', remaining: 0, retryAfter: toSeconds(end - now) };
    return { ...seen, decision: 'admitted', remaining: this.limit - window.requests, retryAfter: undefined };
  }
}

/** tokenBucketRateLimiter, likewise: one refill after the other. */
export class Buckets {
  filled = new Map();

  constructor({ maxTokens = 100, refillRate = 10, refillInterval = 1000 } = {}) {
    Object.assign(this, { maxTokens, refillRate, refillInterval });
  }

  request(key, now) {
    const bucket = this.filled.get(key) ?? { tokens: this.maxTokens, nextRefill: now + this.refillInterval };
    this.filled.set(key, bucket);
    while (bucket.nextRefill <= now) this.refill(bucket);
    if (bucket.tokens >= 1) {
      bucket.tokens -= 1;
      return { decision: 'admitted', remaining: Math.floor(bucket.tokens) };
    }
    const later = { ...bucket };
    while (later.tokens < 1) this.refill(later);
    const readyAt = later.nextRefill - this.refillInterval;
    return { decision: 'rejected', remaining: 0, retryAfter: toSeconds(readyAt - now) };
  }

  refill(bucket) {
    bucket.tokens = Math.min(this.maxTokens, bucket.tokens + this.refillRate);
    bucket.nextRefill += this.refillInterval;
  }
}

/** What should come of each step, and when that is, in milliseconds since the limiter was created. */
export function expect(factory, options, steps, { lead = 0, key = 'ip' } = {}) {
  const model = factory === WINDOW ? new Windows(options) : new Buckets(options);
  let at = 0;
  return steps.map((step) => {
    at += step.wait ?? 0;
    return { at, key: step[key], ...model.request(step[key], START + lead + at) };
  });
}

/** Histories: `options`, with requests of some addresses, many of them around the end of what takes `length(options)`. */
export const historyOf = (options, length, ips) =>
  options.chain((drawn) => {
    const share = fc.constantFrom(0, 0, 0, 0, 1 / 3, 1 / 2, 1, 1, 2.4);
    const wait = fc
      .tuple(share, fc.integer({ min: -1, max: 1 }))
      .map(([part, ms]) => Math.max(0, Math.floor(part * length(drawn)) + ms));
    const steps = fc.array(fc.record({ wait, ip: fc.constantFrom(...ips) }), { maxLength: 30, size: 'max' });
    return fc.record({ options: fc.constant(drawn), steps });
  });

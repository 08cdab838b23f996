import { performance } from 'node:perf_hooks';

type Key = string;
type Request = { ip: string; [more: string]: unknown };
type Response = {
  setHeader(name: string, value: number | string): unknown;
  status(code: number): Response;
  json(body: unknown): unknown;
};
type Next = (error?: unknown) => void;
type Middleware = (req: Request, res: Response, next: Next) => void;
type KeyGenerator = (req: Request) => Key | Promise<Key>;

/** What a limiter says to one request. */
type Decision = { headers: Record<string, number>; rejection?: { error: string; retryAfter?: number } };

interface Limiter {
  decide(key: Key, now: number): Decision;
}

const seconds = (ms: number) => Math.ceil(ms / 1000);

class FixedWindow implements Limiter {
  private readonly windows = new Map<Key, { start: number; left: number }>();

  constructor(
    private readonly windowMs = 60_000,
    private readonly maxRequests = 100,
  ) {}

  decide(key: Key, now: number): Decision {
    const window = this.windowOf(key, now);
    const end = window.start + this.windowMs;
    const isAdmitted = window.left > 0;
    if (isAdmitted) window.left -= 1;
    const headers = {
      'X-RateLimit-Limit': this.maxRequests,
      'X-RateLimit-Remaining': window.left,
      'X-RateLimit-Reset': seconds(performance.timeOrigin + end),
    };
    if (isAdmitted) return { headers };
    const retryAfter = seconds(end - now);
    return {
      headers: { ...headers, 'Retry-After': retryAfter },
      rejection: { error: 'Too many requests', retryAfter },
    };
  }

  private windowOf(key: Key, now: number) {
    const current = this.windows.get(key);
    if (current && now - current.start < this.windowMs) return current;
    const fresh = { start: now, left: this.maxRequests };
    this.windows.set(key, fresh);
    return fresh;
  }
}

/** Counts what was ever put in and taken out of a bucket at each refill, one refill after the other. */
class TokenBucket implements Limiter {
  private readonly buckets = new Map<Key, { tokens: number; nextRefill: number }>();

  constructor(
    private readonly maxTokens = 100,
    private readonly refillRate = 10,
    private readonly refillInterval = 1000,
  ) {}

  decide(key: Key, now: number): Decision {
    const bucket = this.bucketOf(key, now);
    if (bucket.tokens < 1) {
      const ready = bucket.nextRefill + this.refillInterval * (Math.ceil((1 - bucket.tokens) / this.refillRate) - 1);
      return {
        headers: { 'X-RateLimit-Remaining': 0, 'Retry-After': seconds(ready - now) },
        rejection: { error: 'Rate limit exceeded' },
      };
    }
    bucket.tokens -= 1;
    return { headers: { 'X-RateLimit-Remaining': Math.floor(bucket.tokens) } };
  }

  private bucketOf(key: Key, now: number) {
    let bucket = this.buckets.get(key);
    if (!bucket) this.buckets.set(key, (bucket = { tokens: this.maxTokens, nextRefill: now + this.refillInterval }));
    for (; bucket.nextRefill <= now; bucket.nextRefill += this.refillInterval)
      bucket.tokens = Math.min(this.maxTokens, bucket.tokens + this.refillRate);
    return bucket;
  }
}

/** Decides at once where the key is known at once. */
function middleware(limiter: Limiter, keyGenerator: KeyGenerator = (req) => req.ip): Middleware {
  return (req, res, next) => {
    const answer = (key: Key) => {
      const { headers, rejection } = limiter.decide(key, performance.now());
      for (const [name, value] of Object.entries(headers)) res.setHeader(name, String(value));
      if (rejection) res.status(429).json(rejection);
      else next();
    };
    let key: Key | Promise<Key>;
    try {
      key = keyGenerator(req);
    } catch (error) {
      next(error);
      return;
    }
    if (key instanceof Promise) key.then(answer, next);
    else answer(key);
  };
}

type WindowOptions = { windowMs?: number; maxRequests?: number; keyGenerator?: KeyGenerator };
export function rateLimiter({ windowMs, maxRequests, keyGenerator }: WindowOptions = {}): Middleware {
  return middleware(new FixedWindow(windowMs, maxRequests), keyGenerator);
}

type BucketOptions = { maxTokens?: number; refillRate?: number; refillInterval?: number; keyGenerator?: KeyGenerator };
export function tokenBucketRateLimiter(options: BucketOptions = {}): Middleware {
  const { maxTokens, refillRate, refillInterval, keyGenerator } = options;
  return middleware(new TokenBucket(maxTokens, refillRate, refillInterval), keyGenerator);
}

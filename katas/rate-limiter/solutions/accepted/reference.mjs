// No timers: what time has done to a window or a bucket is worked out when its key comes by again.
const byAddress = (req) => req.ip;

export function rateLimiter({ windowMs = 60_000, maxRequests = 100, keyGenerator = byAddress } = {}) {
  const windows = new Map();

  return withKey(keyGenerator, (key, res, next) => {
    const now = Date.now();
    let window = windows.get(key);
    if (!window || now >= window.end) {
      window = { end: now + windowMs, count: 0 };
      windows.set(key, window);
    }
    window.count += 1;
    res.setHeader('X-RateLimit-Limit', maxRequests);
    res.setHeader('X-RateLimit-Remaining', Math.max(0, maxRequests - window.count));
    res.setHeader('X-RateLimit-Reset', toSeconds(window.end));
    if (window.count <= maxRequests) return next();

    const retryAfter = toSeconds(window.end - now);
    res.setHeader('Retry-After', retryAfter);
    res.status(429).json({ error: 'Too many requests', retryAfter });
  });
}

export function tokenBucketRateLimiter({
  maxTokens = 100,
  refillRate = 10,
  refillInterval = 1000,
  keyGenerator = byAddress,
} = {}) {
  const buckets = new Map();

  return withKey(keyGenerator, (key, res, next) => {
    const now = Date.now();
    if (!buckets.has(key)) buckets.set(key, { tokens: maxTokens, refilledAt: now });
    const bucket = buckets.get(key);
    const refills = Math.floor((now - bucket.refilledAt) / refillInterval);
    bucket.tokens = Math.min(maxTokens, bucket.tokens + refills * refillRate);
    bucket.refilledAt += refills * refillInterval;
    if (bucket.tokens >= 1) {
      bucket.tokens -= 1;
      res.setHeader('X-RateLimit-Remaining', Math.floor(bucket.tokens));
      return next();
    }

    const refillsNeeded = Math.ceil((1 - bucket.tokens) / refillRate);
    res.setHeader('X-RateLimit-Remaining', 0);
    res.setHeader('Retry-After', toSeconds(bucket.refilledAt + refillsNeeded * refillInterval - now));
    res.status(429).json({ error: 'Rate limit exceeded' });
  });
}

/** The middleware that hands a request's key to `limit`; only what the generator throws goes to `next`. */
function withKey(keyGenerator, limit) {
  return async (req, res, next) => {
    let key;
    try {
      key = await keyGenerator(req);
    } catch (error) {
      return next(error);
    }
    limit(key, res, next);
  };
}

const toSeconds = (ms) => Math.ceil(ms / 1000);

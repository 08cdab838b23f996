// fails: C9 E10
// All limiters share one map.
export function rateLimiter({ windowMs = 60_000, maxRequests = 100, keyGenerator = (req) => req.ip } = {}) {
  const windows = new Map();

  return async function limit(req, res, next) {
    let key;
    try {
      key = await keyGenerator(req);
    } catch (error) {
      return next(error);
    }
    const now = Date.now();
    if (!windows.has(key) || now - windows.get(key).start >= windowMs) {
      windows.set(key, { start: now, count: 0 });
    }
    const window = windows.get(key);
    const end = window.start + windowMs;
    window.count += 1;
    res.setHeader('X-RateLimit-Limit', maxRequests);
    res.setHeader('X-RateLimit-Remaining', Math.max(0, maxRequests - window.count));
    res.setHeader('X-RateLimit-Reset', Math.ceil(end / 1000));
    if (window.count > maxRequests) {
      const retryAfter = Math.ceil((end - now) / 1000);
      res.setHeader('Retry-After', retryAfter);
      return res.status(429).json({ error: 'Too many requests', retryAfter });
    }
    next();
  };
}

const buckets = new Map();

export function tokenBucketRateLimiter({
  maxTokens = 100,
  refillRate = 10,
  refillInterval = 1000,
  keyGenerator = (req) => req.ip,
} = {}) {
  return async function limit(req, res, next) {
    let key;
    try {
      key = await keyGenerator(req);
    } catch (error) {
      return next(error);
    }
    const now = Date.now();
    if (!buckets.has(key)) buckets.set(key, { tokens: maxTokens, lastRefill: now });
    const bucket = buckets.get(key);
    const refills = Math.floor((now - bucket.lastRefill) / refillInterval);
    bucket.tokens = Math.min(maxTokens, bucket.tokens + refills * refillRate);
    bucket.lastRefill += refills * refillInterval;
    if (bucket.tokens < 1) {
      const refillsToWait = Math.ceil((1 - bucket.tokens) / refillRate);
      const wait = bucket.lastRefill + refillsToWait * refillInterval - now;
      res.setHeader('X-RateLimit-Remaining', 0);
      res.setHeader('Retry-After', Math.ceil(wait / 1000));
      return res.status(429).json({ error: 'Rate limit exceeded' });
    }
    bucket.tokens -= 1;
    res.setHeader('X-RateLimit-Remaining', Math.floor(bucket.tokens));
    next();
  };
}

// fails: E1 E2 E3 E4 E5 E7 E8 E9 E10 E11 E12
// What is plainly asked for, with two intervals to do the work of time.
export function rateLimiter(options) {
  const { windowMs = 60000, maxRequests = 100, keyGenerator = (req) => req.ip } = options;
  const requests = new Map();

  setInterval(() => {
    const now = Date.now();
    for (const [key, data] of requests.entries()) {
      if (now - data.windowStart >= windowMs) {
        requests.delete(key);
      }
    }
  }, windowMs);

  return (req, res, next) => {
    const key = keyGenerator(req);
    const now = Date.now();
    let data = requests.get(key);

    if (!data || now - data.windowStart >= windowMs) {
      data = { count: 0, windowStart: now };
      requests.set(key, data);
    }
    data.count++;

    const resetTime = data.windowStart + windowMs;
    res.setHeader('X-RateLimit-Limit', maxRequests);
    res.setHeader('X-RateLimit-Remaining', Math.max(0, maxRequests - data.count));
    res.setHeader('X-RateLimit-Reset', Math.ceil(resetTime / 1000));

    if (data.count > maxRequests) {
      const retryAfter = Math.ceil((resetTime - now) / 1000);
      res.setHeader('Retry-After', retryAfter);
      return res.status(429).json({ error: 'Too many requests', retryAfter });
    }
    next();
  };
}

export function tokenBucketRateLimiter(options) {
  const { maxTokens = 100, refillRate = 10, refillInterval = 1000 } = options;
  const buckets = new Map();

  setInterval(() => {
    for (const bucket of buckets.values()) {
      bucket.tokens = Math.min(maxTokens, bucket.tokens + refillRate);
    }
  }, refillInterval);

  return (req, res, next) => {
    const key = req.ip;
    if (!buckets.has(key)) {
      buckets.set(key, { tokens: maxTokens });
    }
    const bucket = buckets.get(key);

    if (bucket.tokens > 0) {
      bucket.tokens--;
      res.setHeader('X-RateLimit-Remaining', bucket.tokens);
      next();
    } else {
      res.status(429).json({ error: 'Rate limit exceeded' });
    }
  };
}

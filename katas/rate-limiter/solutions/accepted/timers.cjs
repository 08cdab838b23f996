// With timers: a window's ends it, a bucket's fills it. None of them keeps the process alive.
const { setInterval, setTimeout } = require('node:timers');

const LONGEST_DELAY = 2 ** 31 - 1;
const seconds = (ms) => Math.ceil(ms / 1000);

/** setTimeout for any time; a long one is waited for in pieces. */
function later(ms, callback) {
  const piece = Math.min(ms, LONGEST_DELAY);
  setTimeout(() => (ms > piece ? later(ms - piece, callback) : callback()), piece).unref();
}

async function keyOf(req, { keyGenerator }) {
  return keyGenerator ? keyGenerator(req) : req.ip;
}

exports.rateLimiter = function rateLimiter(options = {}) {
  const { windowMs = 60_000, maxRequests = 100 } = options;
  const windows = new Map();

  function open(key) {
    const window = { end: Date.now() + windowMs, hits: 0 };
    windows.set(key, window);
    later(windowMs, () => windows.delete(key));
    return window;
  }

  function hit(key, res, next) {
    const window = windows.get(key) ?? open(key);
    window.hits++;
    res.setHeader('X-RateLimit-Limit', maxRequests);
    res.setHeader('X-RateLimit-Remaining', Math.max(maxRequests - window.hits, 0));
    res.setHeader('X-RateLimit-Reset', seconds(window.end));
    if (window.hits <= maxRequests) {
      next();
      return;
    }
    const retryAfter = seconds(window.end - Date.now());
    res.setHeader('Retry-After', retryAfter);
    res.status(429);
    res.json({ error: 'Too many requests', retryAfter });
  }

  return function limit(req, res, next) {
    keyOf(req, options).then((key) => hit(key, res, next), next);
  };
};

exports.tokenBucketRateLimiter = function tokenBucketRateLimiter(options = {}) {
  const { maxTokens = 100, refillRate = 10, refillInterval = 1000 } = options;
  const buckets = new Map();

  function create(key) {
    const bucket = { tokens: maxTokens, filledAt: Date.now() };
    buckets.set(key, bucket);
    const refill = () => {
      bucket.tokens = Math.min(maxTokens, bucket.tokens + refillRate);
      bucket.filledAt = Date.now();
    };
    setInterval(refill, refillInterval).unref();
    return bucket;
  }

  function take(key, res, next) {
    const bucket = buckets.get(key) ?? create(key);
    if (bucket.tokens >= 1) {
      bucket.tokens--;
      res.setHeader('X-RateLimit-Remaining', Math.floor(bucket.tokens));
      next();
      return;
    }
    const wait = Math.ceil((1 - bucket.tokens) / refillRate) * refillInterval;
    res.setHeader('X-RateLimit-Remaining', 0);
    res.setHeader('Retry-After', seconds(bucket.filledAt + wait - Date.now()));
    res.status(429);
    res.json({ error: 'Rate limit exceeded' });
  }

  return function limit(req, res, next) {
    keyOf(req, options).then((key) => take(key, res, next), next);
  };
};

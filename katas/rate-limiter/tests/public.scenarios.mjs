// What the public tests do with your limiters. `send` hands one of them a plain object as request and response
// and returns what it called: `next`, or `json` with its argument, the status and the headers so far.
import { sendAll } from './middleware.scenarios.mjs';

export async function window_of_one_address({ rateLimiter }, { input, clock }) {
  const limiter = rateLimiter({ windowMs: 10_000, maxRequests: 2 });
  return sendAll(limiter, input, clock);
}

export async function window_with_a_key_generator({ rateLimiter }, { input, clock }) {
  const limiter = rateLimiter({ windowMs: 10_000, maxRequests: 1, keyGenerator: (req) => req.account });
  return sendAll(limiter, input, clock);
}

export async function window_with_promised_keys({ rateLimiter }, { input, clock }) {
  const limiter = rateLimiter({ windowMs: 10_000, maxRequests: 1, keyGenerator: async (req) => req.account });
  return sendAll(limiter, input, clock);
}

export async function bucket_of_one_address({ tokenBucketRateLimiter }, { input, clock }) {
  const limiter = tokenBucketRateLimiter({ maxTokens: 3, refillRate: 1, refillInterval: 2000 });
  return sendAll(limiter, input, clock);
}

export async function limiters_without_options({ rateLimiter, tokenBucketRateLimiter }, { input, clock }) {
  return [...(await sendAll(rateLimiter(), input, clock)), ...(await sendAll(tokenBucketRateLimiter(), input, clock))];
}

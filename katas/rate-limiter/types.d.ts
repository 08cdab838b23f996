// The types of what a solution exports.
/**
 * @typedef {{ ip: string, [more: string]: unknown }} Request
 * @typedef {object} Response
 * @property {number} statusCode
 * @property {(name: string, value: number | string) => unknown} setHeader
 * @property {(code: number) => Response} status
 * @property {(body: unknown) => unknown} json
 * @typedef {(req: Request, res: Response, next: (error?: unknown) => void) => unknown} Middleware
 * @typedef {(req: Request) => string | Promise<string>} KeyGenerator
 */
/**
 * Admits `maxRequests` requests of a key in each window of `windowMs` milliseconds.
 * @param {{ windowMs?: number, maxRequests?: number, keyGenerator?: KeyGenerator }} [options]
 * @returns {Middleware}
 */
export function rateLimiter(options?: {
  windowMs?: number;
  maxRequests?: number;
  keyGenerator?: KeyGenerator;
}): Middleware;
/**
 * Admits a request for each token in the bucket of its key; buckets fill up again over time.
 * @param {{ maxTokens?: number, refillRate?: number, refillInterval?: number, keyGenerator?: KeyGenerator }} [options]
 * @returns {Middleware}
 */
export function tokenBucketRateLimiter(options?: {
  maxTokens?: number;
  refillRate?: number;
  refillInterval?: number;
  keyGenerator?: KeyGenerator;
}): Middleware;
export type Request = {
  ip: string;
  [more: string]: unknown;
};
export type Response = {
  statusCode: number;
  setHeader: (name: string, value: number | string) => unknown;
  status: (code: number) => Response;
  json: (body: unknown) => unknown;
};
export type Middleware = (req: Request, res: Response, next: (error?: unknown) => void) => unknown;
export type KeyGenerator = (req: Request) => string | Promise<string>;

// A request and a response as the specification describes them, and nothing more.

/** Hands a request to a limiter. What comes of it appears in the answer: every call of `next` and of
 * `res.json`, with its arguments and the status and headers that the response had by then. */
export function send(limiter, req) {
  const answer = { calls: [] };
  const headers = {};
  const note = (call, args) => answer.calls.push({ call, args, status: res.statusCode, headers: { ...headers } });
  const res = {
    statusCode: 200,
    setHeader(name, value) {
      headers[name.toLowerCase()] = value;
      return res;
    },
    status(code) {
      res.statusCode = code;
      return res;
    },
    json(...args) {
      note('json', args);
      return res;
    },
  };
  const fail = (error) => (answer.failed = error);
  try {
    Promise.resolve(limiter(req, res, (...args) => note('next', args))).catch(fail);
  } catch (error) {
    fail(error);
  }
  return answer;
}

/** Sends request after request: after `wait` milliseconds, if any, and with time for promises to settle. */
export async function sendAll(limiter, steps, clock) {
  const answers = [];
  for (const { wait = 0, ...req } of steps) {
    await clock.tick(wait);
    answers.push(send(limiter, req));
    await clock.settle();
  }
  return answers;
}

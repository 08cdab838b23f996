// Arrange and act; what is seen is judged elsewhere.
import { once } from 'node:events';
import http from 'node:http';
import express from 'express'; // here, and not later: it keeps the timers that it finds, and these are real
import { send, sendAll } from './middleware.scenarios.mjs';

const KEY_GENERATORS = {
  account: (req) => req.account,
  promisedAccount: async (req) => req.account,
  accountAfterAWhile: (req) => new Promise((resolve) => setTimeout(resolve, req.takes, req.account)),
};

/** The limiter that `input` describes: `factory`, `options` (its arguments) and perhaps the name of a key generator. */
function create(solution, { factory, options, keyGenerator }) {
  if (!keyGenerator) return solution[factory](...options);
  return solution[factory]({ ...options[0], keyGenerator: KEY_GENERATORS[keyGenerator] });
}

/** Creates a limiter `lead` milliseconds after time began, and sends it one request after the other. */
export async function history(solution, { input, clock }) {
  await clock.tick(input.lead);
  return sendAll(create(solution, input), input.steps, clock);
}

/** Several of those, one after the other: time goes on. */
export async function histories(solution, { input, clock }) {
  const all = [];
  for (const one of input) all.push(await history(solution, { input: one, clock }));
  return all;
}

/** A step says to which of the limiters it goes. */
export async function history_of_several(solution, { input, clock }) {
  const limiters = input.limiters.map((limiter) => create(solution, limiter));
  const answers = [];
  for (const { limiter, ...step } of input.steps) answers.push(...(await sendAll(limiters[limiter], [step], clock)));
  return answers;
}

/** The timers that wait when the limiter was created and after each of its requests. */
export async function timers_over_time(solution, { input, clock }) {
  const limiter = create(solution, input);
  const timers = [clock.waiting()];
  let decided = 0;
  for (const step of input.steps) {
    const [{ calls }] = await sendAll(limiter, [step], clock);
    decided += calls.length;
    timers.push(clock.waiting());
  }
  return { timers, decided };
}

/** The key generator fails for the requests that say so; `next` may be given what it threw, which is named here
 * because only here it can be told from a copy. */
export async function failing_key_generator(solution, { input, clock }) {
  const { thrown, promised } = input;
  const fail = (req) => {
    if (req.fails) throw thrown;
    return req.ip;
  };
  const reject = (req) => {
    const key = Promise.try(fail, req);
    key.catch(() => {}); // a limiter that does not look at it fails its test, not the process
    return key;
  };
  const keyGenerator = promised ? reject : fail;
  const limiter = solution[input.factory]({ ...input.options[0], keyGenerator });
  const answers = await sendAll(limiter, input.steps, clock);
  const identify = (value) => (value === thrown ? 'what was thrown' : typeof value);
  return answers.map(({ calls, ...rest }) => ({
    calls: calls.map(({ call, args, status }) => ({ call, args: args.map(identify), status })),
    ...('failed' in rest && { failed: identify(rest.failed) }),
  }));
}

/** What was called when the request was sent, just before its key is known, and then. */
export async function request_that_waits_for_its_key(solution, { input, clock }) {
  const { calls } = send(create(solution, input), input.req);
  const names = () => calls.map(({ call }) => call);
  await clock.settle();
  const seen = [names()];
  await clock.tick(input.req.takes - 1);
  seen.push(names());
  await clock.tick(1);
  seen.push(names());
  return seen;
}

/** All requests are sent before any of their keys is known. */
export async function requests_at_once(solution, { input, clock }) {
  const limiter = create(solution, input);
  const answers = input.requests.map((req) => send(limiter, { ...req })); // no two are the same object
  await clock.settle();
  return answers;
}

/** Sends requests over the loopback to an application of Express with the limiter before its only handler. */
export async function mounted_in_express(solution, { input }) {
  const app = express();
  app.set('env', 'test'); // errors are answered, not printed
  app.set('trust proxy', true); // so that each request can come from an address of its own
  app.use(create(solution, input));
  app.get('/', (req, res) => res.json({ servedTo: req.ip }));
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const answers = [];
  for (const ip of input.ips) answers.push(await get(server.address().port, ip));
  server.close();
  await once(server, 'close');
  return answers;
}

async function get(port, ip) {
  const options = { host: '127.0.0.1', port, agent: false, headers: { 'X-Forwarded-For': ip } };
  const [response] = await once(http.get(options), 'response');
  const body = (await response.toArray()).join('');
  return { status: response.statusCode, headers: response.headers, body };
}

// What the public tests do with your classes. Time stands still unless a scenario says
// `clock.tick(ms)`; `calls.spy(name, body)` is a function that writes down its name and its
// arguments, and `calls.list()` is what was written down so far.

const works = async () => 'fine';
const breaks = async () => {
  throw new Error('connection refused');
};
const hangs = () => new Promise(() => {});

/** What comes of a call: the value, or the error's message and code. */
const outcomeOf = (promise) =>
  promise.then(
    (value) => value,
    ({ message, code }) => ({ message, code }),
  );

/** Fails until the breaker opens. */
async function open(breaker, failures) {
  for (let n = 0; n < failures; n += 1) await outcomeOf(breaker.execute(breaks));
}

export function new_breaker({ CircuitBreaker }) {
  return new CircuitBreaker().status;
}

export async function outcomes_pass_through({ CircuitBreaker }) {
  const breaker = new CircuitBreaker();
  return [await outcomeOf(breaker.execute(works)), await outcomeOf(breaker.execute(breaks))];
}

export async function states_while_it_fails({ CircuitBreaker }, { input }) {
  const breaker = new CircuitBreaker({ failureThreshold: input });
  const states = [];
  for (let n = 0; n < input; n += 1) {
    await outcomeOf(breaker.execute(breaks));
    states.push(breaker.status.state);
  }
  return states;
}

export async function call_of_an_open_breaker({ CircuitBreaker }, { calls }) {
  const breaker = new CircuitBreaker({ failureThreshold: 2 });
  await open(breaker, 2);
  return { outcome: await outcomeOf(breaker.execute(calls.spy('fn', works))), calls: calls.list() };
}

export async function states_over_time({ CircuitBreaker }, { input, clock }) {
  const breaker = new CircuitBreaker({ failureThreshold: 1, resetTimeout: 1000 });
  await open(breaker, 1);
  const states = [];
  for (const ms of input) {
    await clock.tick(ms);
    states.push(breaker.status.state);
  }
  return states;
}

export async function trials({ CircuitBreaker }, { input, clock }) {
  const breaker = new CircuitBreaker({ failureThreshold: 1, successThreshold: 3, resetTimeout: 1000 });
  await open(breaker, 1);
  await clock.tick(1000);
  const seen = [];
  for (const isGood of input) {
    await outcomeOf(breaker.execute(isGood ? works : breaks));
    const { state, successCount } = breaker.status;
    seen.push([state, successCount]);
  }
  return seen;
}

export async function call_that_hangs({ CircuitBreaker }, { clock }) {
  const breaker = new CircuitBreaker({ timeout: 500 });
  const outcome = outcomeOf(breaker.execute(hangs));
  await clock.tick(500);
  return { outcome: await outcome, failureCount: breaker.status.failureCount };
}

export async function events({ CircuitBreaker }, { calls, clock }) {
  const breaker = new CircuitBreaker({ failureThreshold: 1, successThreshold: 1, resetTimeout: 1000 });
  for (const event of ['failure', 'open', 'halfOpen', 'close']) breaker.on(event, calls.spy(event));
  breaker.on('stateChange', ({ to }) => calls.note('stateChange', to));
  await open(breaker, 1);
  await clock.tick(1000);
  await breaker.execute(works);
  await clock.settle();
  return calls.list();
}

export function forced_states({ CircuitBreaker }) {
  const breaker = new CircuitBreaker();
  breaker.forceOpen();
  const states = [breaker.status.state];
  breaker.forceClose();
  return [...states, breaker.status.state];
}

export async function two_services({ CircuitBreakerRegistry }) {
  const registry = new CircuitBreakerRegistry({ failureThreshold: 3 });
  const payments = registry.get('payments', { failureThreshold: 1 });
  await open(payments, 1);
  await open(registry.get('mail'), 1);
  return { isTheSame: registry.get('payments') === payments, all: registry.getAll() };
}

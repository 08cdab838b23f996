// The contract as a model, the steps that a pool is taken through, and histories of them.
import fc from 'fast-check';

export const several = fc.integer({ min: 2, max: 3 });
export const text = fc.stringMatching(/^[a-z]{2,8} [a-z]{2,8}$/);
export const answer = fc
  .record({
    text,
    count: fc.integer(),
    list: fc.array(fc.integer(), { maxLength: 4 }),
  })
  .map((record) => ({ ...record }));
export const range = (length, first = 0) => Array.from({ length }, (_, n) => first + n);
export const failed = (error) => ({ error, isError: true });
export const alone = (tasks) => tasks.map((task) => [task]);

// The steps of a history, and the moves of a worker (see the scenario).
export const hold = (task) => ['execute', task];
export const atOnce = (task, ...move) => ['execute', task, move];
export const echo = (task, data) => atOnce(task, 'post', { data });
export const finish = (task, ...move) => ['finish', task, move];
export const reply = (task, data) => finish(task, 'post', { data });
export const direct = (...move) => ['direct', move];
export const destroy = ['destroy'];

/** What the contract says of tasks that are held and finished: which run, and what each comes to. */
class Model {
  waiting = [];
  running = [];
  outcomes = {};

  constructor(size) {
    this.size = size;
  }

  execute(task) {
    this.outcomes[task] = 'pending';
    this.waiting.push(task);
    this.advance();
  }

  finish(task, [move, what]) {
    this.outcomes[task] = move === 'throw' ? failed(what) : { value: what.data };
    this.running.splice(this.running.indexOf(task), 1);
    this.advance();
  }

  advance() {
    while (this.running.length < this.size && this.waiting.length > 0) this.running.push(this.waiting.shift());
  }
}

/** The rounds of a history, with what the model expects of them. First the pool has more tasks than workers; then
 * in each round one that runs is finished by the move of an entry, while others are submitted. */
export function historyOf(size, entries) {
  const model = new Model(size);
  let submitted = 0;
  const submit = (count) => {
    const tasks = range(count, submitted);
    submitted += count;
    for (const task of tasks) model.execute(task);
    return tasks.map(hold);
  };
  const rounds = [submit(size + 2)];
  const running = [model.running.toSorted()];
  for (const { more, pick, move } of entries) {
    if (model.running.length === 0) break;
    // Where none waits, a task that is submitted while another ends may or may not find its worker free.
    const steps = submit(model.waiting.length > 0 ? more : 0);
    const task = model.running.at(-1 - (pick % model.running.length));
    model.finish(task, move);
    rounds.push([...steps, finish(task, ...move)]);
    running.push(model.running.toSorted((a, b) => a - b));
  }
  return { size, rounds, running: running.map(alone), outcomes: model.outcomes };
}

export const replies = answer.map((data) => ['post', { data }]);
export const crashes = fc.constant(['throw', 'crash']);
export const entriesOf = (move) =>
  fc.array(fc.record({ more: fc.nat(2), pick: fc.nat(5), move }), { minLength: 2, maxLength: 7, size: 'max' });

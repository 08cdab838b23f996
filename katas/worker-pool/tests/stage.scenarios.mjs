// Where workers are watched and directed, whoever starts them. The pool sees nothing of it: the scenario's
// own messages go to the worker alone, and what the worker says to them comes back on a port of their own.
import { MessageChannel } from 'node:worker_threads';

const MOST_STARTS = 40; // of a pool that starts workers over and over

/** Watches all workers that are started until `close()`. */
export function watchWorkers({ most = MOST_STARTS } = {}) {
  const watched = [];
  let events = 0;

  function watch(worker) {
    events += 1;
    const one = { worker, lives: true, holds: [] };
    one.ended = new Promise((resolve) => {
      worker.once('exit', () => {
        one.lives = false;
        one.holds = [];
        resolve();
      });
    });
    // Not 'error': a listener of ours would make an error handled that the pool does not handle.
    for (const event of ['online', 'message', 'exit']) worker.on(event, () => (events += 1));
    watched.push(one);
  }
  process.on('worker', watch);

  const living = () => watched.filter(({ lives }) => lives);
  const isFull = () => watched.length >= most;

  /** Resolves when nothing more will happen by itself: each worker that lives has read what was posted to
   * it, what it answered has been heard, and nobody did anything since. */
  async function quiet() {
    const anchor = keepAlive();
    let before;
    do {
      before = events;
      await turns();
      await Promise.all(living().map(askForReport));
      await turns();
    } while (events !== before && !isFull());
    anchor.close();
    await turns(); // until it is closed
  }

  return {
    quiet,
    isFull,
    started: () => watched.length,
    living: () => living().length,
    /** The tasks that each worker holds, without workers that hold none, in the order of the tasks. */
    running: () =>
      living()
        .map(({ holds }) => holds)
        .filter((holds) => holds.length > 0)
        .sort(([a], [b]) => a - b),
    /** Finishes a task in the worker that holds it, if there is one. */
    finish(task, does) {
      const one = living().find(({ holds }) => holds.includes(task));
      one?.worker.postMessage({ finish: task, does });
    },
    /** Makes a worker without a task do something. */
    direct(does) {
      const one = living().find(({ holds }) => holds.length === 0);
      one?.worker.postMessage({ does });
    },
    close: () => process.off('worker', watch),
  };
}

/** Messages arrive in order: a worker that has reported has read all that was posted to it before. */
async function askForReport(one) {
  const { port1, port2 } = new MessageChannel();
  const report = new Promise((resolve) => port1.once('message', resolve));
  one.worker.postMessage({ report: port2 }, [port2]);
  const holds = await Promise.race([report, one.ended]);
  if (one.lives && holds) one.holds = holds;
  port1.close();
}

/** Holds the process while only workers that do not hold it are waited for. */
function keepAlive() {
  const { port1 } = new MessageChannel();
  port1.ref();
  return port1;
}

/** Lets whatever reacts to an event react, and what was sent arrive. */
export async function turns() {
  for (let n = 0; n < 5; n += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** What comes of a call that returns a promise, so far: `{ seen }` holds 'pending', or
 * `{ value }`, `{ error, isError }` or `{ threw }`; `describe` says what to keep of the value. */
export function follow(call, describe = (value) => ({ value })) {
  const outcome = { seen: 'pending' };
  try {
    outcome.settled = Promise.resolve(call()).then(
      (value) => (outcome.seen = describe(value)),
      (error) => (outcome.seen = { error: error?.message, isError: error instanceof Error }),
    );
  } catch (error) {
    outcome.seen = { threw: error?.message };
  }
  return outcome;
}

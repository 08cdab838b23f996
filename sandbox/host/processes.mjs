// Processes of their own for the solution, in a kata with process = "own": a scenario starts them, and sees of them
// what anybody outside of them sees. They run child.mjs.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { decode, encode } from '../observation.mjs';
import { noteReached } from './mutants.mjs';

const CHILD = fileURLToPath(new URL('child.mjs', import.meta.url));
/** Of this process's flags, those that hold for its children, too: `node --test` gives it a hundred others. */
const FOR_CHILDREN =
  /^--(permission$|allow-(?!child-process)|max-old-space-size=|min-semi-space-size=|disable-warning=)/;

/** `{ start, begin, end, loadFailure, explain }` for a run: `settings` are the loader's and the rules', `refused` is told of
 * refusals. `begin({ mutant, loaded })` comes before an act; `loaded()` is called when a process has loaded the
 * solution. `end()` comes after it, and resolves when every process is gone. `loadFailure()` is the reply to an act
 * in which the solution did not load, or null; `explain(thrown)` adds to what a scenario threw how a process died.
 * `start` is for scenarios. */
export function createProcesses(settings, refused) {
  const running = new Set();
  let act = {};
  let loadFailure = null;
  let death = null;

  /** Starts a process that loads the solution and then the program, a file of the kata's fixtures, whose default
   * export is called with `(solution, { input, tell, hear, fixture })`. Resolves, when that has resolved, with
   *   ready         what it resolved with
   *   heard         what the program told so far, in order: see child.mjs
   *   until(test)   resolves when `test(heard)` holds, or the process has ended
   *   tell(value)   hands a value to the program's `hear`
   *   kill(signal)  sends it a signal
   *   ended         resolves with `{ code, signal }`, when all that it told has been heard
   * Rejects when the program throws, and when the process ends before. */
  async function start(program, input) {
    const execArgv = process.execArgv.filter((flag) => FOR_CHILDREN.test(flag));
    const child = spawn(process.execPath, [...execArgv, CHILD], { env: {}, stdio: ['pipe', 2, 2, 'pipe'] });
    child.stdin.on('error', () => {}); // it has ended, which is seen elsewhere
    const send = (message) => child.stdin.write(`${JSON.stringify(message)}\n`);
    const ended = new Promise((resolve) => {
      child.once('close', (code, signal) => resolve({ code, signal }));
    });
    const one = { child, send, ended };
    running.add(one);
    const heard = [];
    let change = createGate();
    const changed = () => {
      change.open();
      change = createGate();
    };
    const ready = new Promise((resolve, reject) => {
      const take = {
        refused,
        loaded: () => act.loaded(),
        threw: (threw) => reject(new Error('the solution does not load', { cause: (loadFailure = threw) })),
        failed: ({ name, message }) => reject(Object.assign(new Error(message), { name })),
        ready: (value) => resolve(decode(value)),
        died: (how) => (death = how),
        told: (value) => heard.push(decode(value)),
        reached: (ids) => (noteReached(ids), one.reported?.()),
      };
      createInterface(child.stdio[3]).on('line', (line) => {
        for (const [kind, value] of Object.entries(JSON.parse(line))) take[kind](value);
        changed();
      });
      ended.then((how) =>
        reject(new Error(`the process ended before it was ready (${how.signal ?? `code ${how.code}`})`)),
      );
    });
    ended.then(() => {
      running.delete(one);
      one.reported?.();
      changed();
    });
    const until = async (test) => {
      while (!test(heard) && running.has(one)) await change.opened;
    };
    const kill = async (signal) => {
      if (signal === 'SIGKILL') await noteWhatWasReached(one);
      child.kill(signal);
    };
    send({ settings, program, input: encode(input), mutant: act.mutant });
    return {
      ready: await ready,
      heard,
      until,
      ended,
      tell: (value) => send({ told: encode(value) }),
      kill,
    };
  }

  /** A process that is killed cannot say any more what it came past, so it is asked before. */
  function noteWhatWasReached(one) {
    if (act.mutant !== '' || !running.has(one)) return null;
    return new Promise((resolve) => {
      one.reported = resolve;
      one.send({ report: true });
    });
  }

  async function end() {
    await Promise.all([...running].map(noteWhatWasReached));
    await Promise.all([...running].map(({ child, ended }) => (child.kill('SIGKILL'), ended)));
    // Node lets go of a process and its pipes a moment later, and the box must be seen to be tidy.
    for (let turns = 0; turns < 10 && holdsProcesses(); turns += 1) await new Promise((done) => setImmediate(done));
  }

  const begin = (next) => {
    act = next;
    loadFailure = death = null;
  };
  const explain = (thrown) => {
    if (!death) return thrown;
    const { origin, error } = death;
    const how = origin === 'unhandledRejection' ? 'an unhandled rejection' : 'an uncaught exception';
    return { ...thrown, message: `${thrown.message}; the process ended with ${how}: ${error.name}: ${error.message}` };
  };
  return { start, begin, end, loadFailure: () => loadFailure, explain };
}

function createGate() {
  let open;
  const opened = new Promise((resolve) => (open = resolve));
  return { open, opened };
}

const holdsProcesses = () => process.getActiveResourcesInfo().some((name) => /^(Process|Pipe)Wrap$/.test(name));

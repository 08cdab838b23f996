// A process of its own for the solution: see processes.mjs. Descriptor 0 brings what it is told, 3 takes what it
// tells, and what it prints goes where the box's goes. How it ends is the solution's affair: nothing here catches
// an exception or a signal.
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { write } from '../lines.mjs';
import { decode, encode } from '../observation.mjs';
import { createLoader } from './any-loader.mjs';
import { reached, switchOn } from './mutants.mjs';
import { closeRealm } from './realm.mjs';
import { createRules } from './rules.mjs';
import { describe, pick } from './serve.mjs';
import { fixturesIn } from './tools.mjs';

const { stringify } = JSON;
const { reallyExit } = process;
const FAILED = 70;
const { stdin } = process;
const send = (message) => write(3, `${stringify(message)}\n`);

let take = begin;
let listener = null;
const unheard = [];

createInterface(stdin).on('line', (line) => take(JSON.parse(line)));

async function begin({ settings, program, input, mutant }) {
  take = hand;
  stdin.unref(); // that somebody could tell something holds no process
  const { exports, folder, fixtures, entry, typescript } = settings;
  const rules = createRules(settings, refused);
  const loader = createLoader({ folder, entry, fixtures, rules, typescript });
  const { default: run } = await import(pathToFileURL(`${fixtures}/${program}`).href);
  Object.defineProperty(process, 'stdin', { value: Readable.from([]), configurable: true });
  await closeRealm({ rules, loader, settings, refused });
  if (mutant !== undefined) switchOn(mutant);
  if (mutant === '') process.on('exit', report);
  process.on('uncaughtExceptionMonitor', (error, origin) => {
    if (process.listenerCount('uncaughtException') === 0) send({ died: { origin, error: describe(error) } });
  });
  let solution;
  try {
    solution = pick(await loader.load(), exports);
  } catch (error) {
    const place = loader.locate(error);
    send({ threw: { threw: describe(error), phase: 'load', ...(place && { place }) } });
    reallyExit(FAILED);
  }
  send({ loaded: true });
  try {
    send({ ready: encode(await run(solution, { input: decode(input), tell, hear, fixture: fixturesIn(fixtures) })) });
  } catch (error) {
    send({ failed: describe(error) });
  }
}

/** For a program: notes a value with the scenario, at once and in order, even if the process ends right after. */
function tell(value) {
  send({ told: encode(value) });
}

/** For a program: calls `listen(value)` with what the scenario tells, which holds the process from now on. */
function hear(listen) {
  stdin.ref();
  listener = listen;
  for (const value of unheard.splice(0)) listen(value);
}

function hand({ told, report: isAsked }) {
  if (isAsked) report();
  else if (listener) listener(decode(told));
  else unheard.push(decode(told));
}

const refused = ({ module, rule }) => send({ refused: { module, rule } });
const report = () => send({ reached: reached() });

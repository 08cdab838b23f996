// The box's only program. Descriptor 0 brings requests, 1 takes replies, 2 takes what the solution
// prints. It shares its realm with the solution, so it decides nothing: the supervisor believes no more
// of a reply than that the box sent it.
import '../drop.mjs';
import { Readable, Writable } from 'node:stream';
import { getHeapStatistics } from 'node:v8';
import { receive, send, write } from '../lines.mjs';
import { serveModules } from '../memory.mjs';
import { realTime, usesFiles, virtualTime } from './clock.mjs';
import { watchRealm } from './integrity.mjs';
import { createLoader, parseForPlace, readTypeScript } from './loader.mjs';
import { reached, switchOn } from './mutants.mjs';
import { closeRealm } from './realm.mjs';
import { createRules, refusalFrame } from './rules.mjs';
import { createServe, describe } from './serve.mjs';

const { reallyExit, getActiveResourcesInfo } = process;
const { setTimeout: realTimeout, clearTimeout: clearRealTimeout } = globalThis; // a clock may replace them
const DIED = 70;
/** Marks what is printed while the solution is loaded ahead of the act that it is loaded for. */
const NEXT = 'next';

let serving = null; // the id of the act that is served
let refusal = null; // the first thing that was refused to it, or to what is loaded for the next one
let marked = null; // whom the latest mark on descriptor 2 names
let acts = 0; // how many were served
let told = false; // whether the supervisor knows that the solution loads

async function setUp(settings) {
  const { time, exports, folder, fixtures, entry, modules, scenarios } = settings;
  const rules = createRules(settings, refused);
  serveModules(modules);
  const loader = createLoader({ folder, entry, fixtures, rules });
  redirectStreams(); // before scenarios can touch them: a stream that was opened stays
  const namespace = await import(`kata:/${scenarios}`);
  const processes = settings.process === 'own' ? await ownProcesses(settings) : null;
  const threads = await closeRealm({ rules, loader, settings, refused });
  const isVirtual = time === 'virtual';
  const clock = isVirtual ? virtualTime({ stays: true, files: usesFiles(settings) }) : realTime;
  const host = createServe({ time: clock, exports, scenarios: { ...namespace }, fixtures, loader, processes });
  return { ...host, isVirtual, threads, processes, realm: watchRealm(settings), names: Object.keys(namespace) };
}

function refused({ module, rule }) {
  if (refusal) return; // the first is enough, and a loop of them is no flood
  refusal = { module, rule };
  if (serving) write(1, refusalFrame(serving, refusal));
}

async function ownProcesses({ exports, imports, packages, reimplements, folder, fixtures, entry }) {
  const { createProcesses } = await import('./processes.mjs');
  const typescript = readTypeScript(folder);
  return createProcesses({ exports, imports, packages, reimplements, folder, fixtures, entry, typescript }, refused);
}

/** Descriptor 1 is for replies alone: everything the solution prints goes to 2, and it reads nothing from 0.
 * Printing blocks, as Node's own streams do not over a pipe: a flood waits to be read, not in our memory. */
function redirectStreams() {
  const console = new Writable({
    write(chunk, _encoding, done) {
      mark(serving ?? NEXT);
      write(2, chunk);
      done();
    },
  });
  for (const [name, stream] of Object.entries({ stdout: console, stderr: console, stdin: Readable.from([]) })) {
    Object.defineProperty(process, name, { value: stream, configurable: true });
  }
}

/** Whether an act left something behind that could disturb the next one: a thread, a socket, a real timer. */
const isUntidy = ({ isVirtual, threads }) => !isVirtual && (threads.live() > 0 || getActiveResourcesInfo().length > 0);

/** Whether the copies of the solution that were loaded, none of which is ever let go, leave too little room.
 * Looked at every few acts: it takes a part of the time of an act. */
function isFull() {
  if (acts % 4) return false;
  const { used_heap_size, external_memory, malloced_memory, heap_size_limit } = getHeapStatistics();
  return used_heap_size + external_memory + malloced_memory > heap_size_limit / 3;
}

const isPowerOfTwo = (count) => (count & (count - 1)) === 0;

/** What follows on descriptor 2 belongs to this act. */
function mark(id) {
  if (marked !== id) write(2, `\0${id}\n`);
  marked = id;
}

/** Tells, when an act has lasted for `ms`, what keeps the event loop going: it may be what the act waits for. In virtual
 * time nothing from outside does. Returns what calls that off. */
function tellWhatHolds({ id, ms, host }) {
  if (host.isVirtual) return () => {};
  const timer = realTimeout(() => {
    const threads = Array(host.threads.live()).fill('Worker');
    send({ id, holds: [...getActiveResourcesInfo(), ...threads].slice(0, 1000) });
  }, ms).unref();
  return () => clearRealTimeout(timer);
}

/** What ends the process is told as the evidence of the act that it served, or was loaded ahead for. */
function watchForDeath(host) {
  const tell = (reply) => {
    const id = serving ?? receive()?.id;
    if (id) send({ id, ...reply });
    reallyExit(DIED);
  };
  process.on('uncaughtException', (error, origin) => tell({ died: { origin, error: describe(error) } }));
  process.on('exit', (code) => tell({ died: { origin: 'exit', code } }));
  // The loop is empty and the act has not ended: it awaits what will never come.
  process.on('beforeExit', () => {
    if (serving === null) serveNext(host, host.ahead);
    else tell({ stuck: true });
  });
}

async function serveNext(host, prepared) {
  const request = receive();
  if (request === null) reallyExit(0);
  const { id, scenario, input, mutant, late_ms: ms } = request;
  const isMutant = mutant !== undefined;
  serving = id;
  if (isMutant) switchOn(mutant);
  if (marked === NEXT || host.processes) mark(id); // processes that the act starts print without a mark
  if (refusal) write(1, refusalFrame(id, refusal));
  const loaded = () => {
    if (!told) send({ id, loaded: true });
    told = true; // a solution that was loaded will be loaded again, and a message takes as long as an act
  };
  const waits = (what) => send({ id, waits: what });
  const inTime = tellWhatHolds({ id, ms, host });
  const reply = await host.serve({ scenario, input, mutant, loaded, waits }, prepared ?? host.prepare());
  inTime();
  acts += 1;
  const changed = isPowerOfTwo(acts) ? host.realm.changed() : []; // what is changed stays so, and looking takes time
  send({ id, ...reply, changed, full: isUntidy(host) || isFull(), ...(mutant === '' && { reached: reached() }) });
  serving = refusal = null;
  // While the judge judges, time stands still, and the next act's solution can be loaded: if it is the same.
  host.ahead = host.isVirtual && !isMutant ? host.prepare() : null;
  await host.ahead;
  serveNext(host, host.ahead);
}

/** Why the kata's scenarios do not load, with the line when they do not parse. */
function fault(error, modules) {
  const parse = ([name, source]) => parseForPlace(`kata:/${name}`, source);
  const place = error instanceof SyntaxError && Object.entries(modules).map(parse).find(Boolean);
  return `${error?.name}: ${error?.message}${place ? ` (${place.file.slice('kata:/'.length)}:${place.line})` : ''}`;
}

/** What a kata.toml need not say (see runner/kata.py, which refuses what is wrong in it before an act is asked for). */
const DEFAULTS = { process: 'shared', imports: [], packages: [], reimplements: [] };

const settings = { ...DEFAULTS, ...receive() };
try {
  const host = await setUp(settings);
  watchForDeath(host);
  send({ ready: process.version, scenarios: host.names });
  serveNext(host, null);
} catch (error) {
  send({ broken: fault(error, settings.modules) });
}

// Loads the solution anew for every act, from its folder, whatever module system it is written in.
import { readFileSync, readdirSync } from 'node:fs';
import Module, { isBuiltin } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bareName } from './rules.mjs';

const { registerHooks, stripTypeScriptTypes } = Module; // which older Nodes have not
const { URL } = globalThis; // taken, like the next two, before a solution can replace them
const { getBuiltinModule: builtin } = process;
const HARNESS = new URL('../', import.meta.url).href;
const { resolve: fromHarness } = Module.createRequire(HARNESS);
const PACKAGES = new URL('../node_modules/', import.meta.url).href;
const startsWith = Function.prototype.call.bind(String.prototype.startsWith);
const TYPESCRIPT = /\.[cm]?ts$/;

process.removeAllListeners('warning'); // stripTypeScriptTypes announces itself as experimental

/** A loader of the solution whose files lie below `folder` (an absolute path) and whose entry is
 * `entry` (a path in it). `rules` (see rules.mjs) decide what it may import; null allows everything.
 * Files below `fixtures` are the kata's: they may be a thread's program, and import what they like.
 * `typescript` is what readTypeScript gave for the folder, where that has been read.
 * `load()` gives the namespace of a fresh copy: no module state survives from the last one. */
export function createLoader({ folder, entry, fixtures, rules = null, typescript = [] }) {
  const root = `${pathToFileURL(folder).href}/`;
  const entryUrl = pathToFileURL(`${folder}/${entry}`).href;
  const fixturesRoot = `${pathToFileURL(fixtures).href}/`;
  const converted = new Map(typescript);
  let sealed = false;
  let required; // the package that is being looked for
  let generation = 0;
  let latest = null;

  registerHooks({
    resolve(specifier, context, next) {
      if (bareName(specifier) === 'http') hideWebSockets();
      const parent = context.parentURL ?? '';
      if (specifier === entryUrl) return fresh(next(specifier, context));
      if (specifier === required) return next(specifier, context);
      if (isTrusted(parent) || (parent === '' && startsWith(specifier, fixturesRoot))) return next(specifier, context);
      if (isBuiltin(specifier)) {
        rules?.checkBuiltin(specifier);
        return next(specifier, context);
      }
      if (!isPath(specifier)) return findPackage(specifier, context, next);
      if (rules && !isWithin(specifier, parent, root)) rules.refuse(specifier);
      const found = next(specifier, context);
      if (startsWith(found.url, root)) return fresh(found);
      if (rules) rules.refuse(specifier); // a link, or a package.json, that leads out
      return found;
    },
    load(url, context, next) {
      const file = bare(url);
      if (startsWith(file, root)) latest = file;
      if (!startsWith(file, root) || !TYPESCRIPT.test(file)) return next(url, context);
      if (!converted.has(file)) converted.set(file, fromTypeScript(file));
      return { ...converted.get(file), shortCircuit: true };
    },
  });

  /** Packages lie beside the harness, not beside the solution; no path through one leads out of it. */
  function findPackage(specifier, context, next) {
    const name = rules ? rules.packageOf(specifier) : '';
    if (name === undefined) rules.refuse(specifier);
    const found = context.conditions?.includes('require')
      ? { url: pathToFileURL(require(specifier)).href, shortCircuit: true } // next() asks the parent module, not parentURL
      : next(specifier, { ...context, parentURL: HARNESS });
    if (rules && !startsWith(found.url, `${PACKAGES}${name}/`)) rules.refuse(specifier);
    return found;
  }

  function require(specifier) {
    required = specifier;
    try {
      return fromHarness(specifier);
    } finally {
      required = undefined;
    }
  }

  const fresh = (found) => ({ ...found, url: `${bare(found.url)}?act=${generation}` });

  async function load() {
    generation += 1;
    for (const path in Module._cache) {
      if (startsWith(path, `${folder}/`)) delete Module._cache[path];
    }
    return import(entryUrl);
  }

  /** The harness (until it is sealed), a scenario, and the packages of a kata that allows some import what they need. */
  function isTrusted(parent) {
    if (startsWith(parent, PACKAGES)) return !sealed || !rules || rules.hasPackages;
    if (startsWith(parent, fixturesRoot) || startsWith(parent, 'kata:')) return true;
    return startsWith(parent, HARNESS) && (!sealed || !rules);
  }

  const seal = () => {
    sealed = true; // nobody but the solution imports from now on, whatever name it gives itself
  };
  return { load, seal, locate: (error) => locate(error, latest) };
}

/** An import of node:http by name reads all that it exports; WebSocket, CloseEvent and MessageEvent would load undici,
 * which takes twice as long as Node's whole start. They stay reachable as `http.WebSocket` and as globals. */
function hideWebSockets() {
  const http = builtin('node:http');
  for (const name of ['WebSocket', 'CloseEvent', 'MessageEvent']) {
    if (Object.hasOwn(http, name)) Object.defineProperty(http, name, { enumerable: false });
  }
}

/** Whether a specifier is a path or a file URL; anything else names a package. */
function isPath(specifier) {
  return (
    startsWith(specifier, '/') ||
    startsWith(specifier, './') ||
    startsWith(specifier, '../') ||
    specifier === '.' ||
    specifier === '..' ||
    startsWith(specifier, 'file:')
  );
}

function isWithin(specifier, parent, root) {
  try {
    return startsWith(`${new URL(specifier, parent || root).href}/`, root);
  } catch {
    return false;
  }
}
const bare = (url) => url.replace(/\?.*$/s, '');

/** The TypeScript of a solution's folder as JavaScript, for loaders in other processes: Node takes longer over its first
 * file than over its own start. What does not parse is left out: whoever loads it is told. */
export function readTypeScript(folder) {
  const names = readdirSync(folder, { recursive: true }).filter((name) => TYPESCRIPT.test(name));
  return names.flatMap((name) => {
    const url = pathToFileURL(`${folder}/${name}`).href;
    try {
      return [[url, fromTypeScript(url)]];
    } catch {
      return [];
    }
  });
}

/** Node only strips types; this also carries what needs code of its own (enums, parameter properties). */
function fromTypeScript(url) {
  const text = readFileSync(fileURLToPath(url), 'utf8');
  const source = stripTypeScriptTypes(text, { mode: 'transform', sourceUrl: url });
  const isCommonJS = url.endsWith('.cts') || (!url.endsWith('.mts') && !/^\s*(import|export)\b/m.test(source));
  return { format: isCommonJS ? 'commonjs' : 'module', source };
}

/** `{ file, line, column }` of a syntax error that loading ended in, or null: `file` is a URL, line
 * and column count from 1. `latest` is the file that was being read.
 * V8 puts the place on top of the stack, but keeps it to itself for an ES module; the parser behind
 * stripTypeScriptTypes reads JavaScript too and tells. */
function locate(error, latest) {
  if (!(error instanceof SyntaxError) || !latest) return null;
  return readPlace(error.stack) ?? parseForPlace(latest, readFileSync(fileURLToPath(latest), 'utf8'));
}

/** The same of a source that does not parse: `file` is its URL. */
export function parseForPlace(file, source) {
  try {
    stripTypeScriptTypes(source, { sourceUrl: file });
  } catch (error) {
    return readPlace(error.stack);
  }
  return null;
}

function readPlace(stack) {
  const found = /^(\S+):(\d+)\n/.exec(stack);
  if (!found) return null;
  const mark = /\n( *)\^/.exec(stack); // there is none at the end of a file
  const file = found[1].startsWith('/') ? pathToFileURL(found[1]).href : found[1];
  return { file: bare(file), line: Number(found[2]), column: (mark?.[1].length ?? 0) + 1 };
}

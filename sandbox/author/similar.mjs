// For those who grade: which of many submissions are alike, once what the starter gave all of them is taken out.
//
// Reads `{ starter: files, submissions: [files], least, most }` from standard input, where `files` are
// `{ path: text }`, and writes `{ pairs, found, unread, cut, small }` as JSON. Submissions are named by their index.
// A pair is `{ left, right, left_share, right_share, passages: [{ left: span, right: span }] }`, a span
// `{ file, first, last }` in lines from 1; `found` counts the pairs of which `pairs` are the `most` most alike;
// `unread` are the submissions with a file that cannot be parsed, `cut` those of which only the beginning was
// compared, `small` those with too little code of their own.
//
// The fingerprints, their index and the passages are Dolos's. What it compares is not the text but the kinds of
// the syntax tree's nodes, so names, comments, layout and types make no difference.
import { json } from 'node:stream/consumers';
import vm from 'node:vm';
import { parseSync, types } from '@babel/core';
import { File, FingerprintIndex, Region, TokenizedFile, WinnowFilter } from '@dodona/dolos-core';

// Measured on the solutions of the shipped katas: Dolos's own 23 and 17 find less of functions that were moved.
const TOKENS = 17; // of a fingerprint
const WINDOW = 8; // of fingerprints, of which one is picked
const EVIDENCE = 10; // fingerprints: some six lines
const FEW = 50; // submissions that may have a passage in common, however small the class is
const MOST_TOKENS = 20_000; // of a submission: some 1,500 lines
const PARSE_MS = 2_000; // of the processor, for a file: `<T>(<T>(<T>(` takes twice as long with each more
const MEETINGS = 100; // of a fingerprint within a pair
const PASSAGES = 100; // of a pair

const { starter, submissions, least, most } = await json(process.stdin);
const unread = new Set();
const cut = new Set();
const regions = [];
const bounded = vm.createContext({ work: null });
const work = new vm.Script('work()');

const index = new FingerprintIndex(TOKENS, WINDOW);
const tokenized = submissions.map(add);
// After the submissions: the index goes through all that hold a fingerprint whenever it meets an ignored one again.
// Ignored is every fingerprint that the starter could give, not only those that are picked: what surrounds its code
// in a submission decides which of them are picked there.
const given = new WinnowFilter(TOKENS, 1).fingerprints(tokensOf(starter, 'starter').kinds);
index.addIgnoredHashes(given.map(({ hash }) => hash));
// What more than a third of many have written is the task's doing, and no evidence.
index.updateMaxFingerprintFileCount(Math.max(FEW, Math.floor(submissions.length / 3)));
const entries = index.entries();
const own = entries.map(({ shared }) => shared.size);
const found = entries.flatMap((_, left) => partnersOf(left)).sort(byAlikeness);
const pairs = found.slice(0, most).map(describe);
const small = [...own.keys()].filter((number) => own[number] < EVIDENCE && !unread.has(number));
const [unparsed, shortened] = [unread, cut].map((those) => [...those].filter(Number.isInteger)); // not the starter
process.stdout.write(JSON.stringify({ pairs, found: found.length, unread: unparsed, cut: shortened, small }));

/** Puts a submission into the index; its files, each with the row before its first. */
function add(files, number) {
  const { kinds, rows, places } = tokensOf(files, number);
  const file = new TokenizedFile(new File(String(number), '', undefined, number), kinds, rows.map(region));
  index.addFiles([file]);
  file.tokens = []; // which thousands of submissions would hold for nothing
  file.mapping = [];
  return places;
}

/** One object for each row: only rows are asked for. */
function region(row) {
  return (regions[row] ??= new Region(row, 0, row, 0));
}

/** The kinds of all nodes of some files and the rows where they stand, one file after the other. */
function tokensOf(files, number) {
  const kinds = [];
  const rows = [];
  const places = [];
  let before = 0;
  for (const [file, text] of Object.entries(files)) {
    const tokens = read(file, text);
    const lines = text.split('\n').length;
    const room = Math.max(MOST_TOKENS - kinds.length - 1, 0);
    if (!tokens) unread.add(number);
    else if (tokens.length > room) cut.add(number);
    if (tokens && room) {
      places.push({ file, before, lines });
      kinds.push(`${number}:${file}`); // no two have this: no fingerprint goes on from file to file
      rows.push(before + 1);
      for (const [kind, row] of tokens.slice(0, room)) {
        kinds.push(kind);
        rows.push(Math.max(rows.at(-1), before + row));
      }
    }
    before += lines;
  }
  return { kinds, rows, places };
}

/** The tokens of a file; null when it is no program, or one that a parser would think about for ever. */
function read(file, text) {
  bounded.work = () => {
    const tokens = [];
    walk(parse(file, text), tokens, lineFinder(text));
    return tokens;
  };
  const started = process.cpuUsage();
  for (;;) {
    try {
      return work.runInContext(bounded, { timeout: PARSE_MS });
    } catch (error) {
      const { user, system } = process.cpuUsage(started);
      const wasHeldUp = error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT' && (user + system) / 1000 < 1.5 * PARSE_MS;
      if (!wasHeldUp) return null; // by a machine that is busy with something else
    }
  }
}

function parse(file, text) {
  return parseSync(text, {
    filename: `/${file}`,
    configFile: false,
    babelrc: false,
    sourceType: /\.c[jt]s$/.test(file) ? 'script' : 'unambiguous',
    parserOpts: {
      plugins: ['decorators', ...(/\.[cm]?ts$/.test(file) ? ['typescript'] : [])],
      errorRecovery: true,
    },
  }).program;
}

/** Tells the line of an offset, from 1. A line ends with a line feed alone, unlike the parser's. */
function lineFinder(text) {
  const ends = [...text.matchAll(/\n/g)].map(({ index }) => index);
  return (offset) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle] < offset) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
}

/** Notes a node, what it holds, and where it ends. */
function walk(node, tokens, lineOf) {
  const inside = childrenOf(node);
  if (isNoted(node)) tokens.push([node.operator ? node.type + node.operator : node.type, lineOf(node.start)]);
  for (const child of inside) walk(child, tokens, lineOf);
  if (isNoted(node) && inside.length) tokens.push([')', lineOf(node.end)]);
}

/** The nodes in a node that say what a program does, in the order in which they stand. */
function childrenOf(node) {
  const held = (types.VISITOR_KEYS[node.type] ?? []).flatMap((key) => node[key] ?? []).filter(Boolean);
  return held.filter(says).sort((one, other) => one.start - other.start);
}

/** Whether a node is neither a type, nor a word on modules, nor nothing. */
function says(node) {
  if (/^(ImportDeclaration|ExportAllDeclaration|EmptyStatement|Directive)$/.test(node.type)) return false;
  if (node.type === 'ExportNamedDeclaration') return Boolean(node.declaration);
  return !node.type.startsWith('TS') || isWrapper(node) || /^TS(Enum|Module)/.test(node.type);
}

/** Whether a node is more than what stands around others: braces, `export`, `as` or `!`. */
function isNoted(node) {
  return (
    !/^(Program|BlockStatement|ExportNamedDeclaration|ExportDefaultDeclaration)$/.test(node.type) && !isWrapper(node)
  );
}

function isWrapper({ type, expression, parameter }) {
  return type.startsWith('TS') && Boolean(expression ?? parameter);
}

/** The submissions after this one that are as alike to it as `least`, with how much of each stands in the other. */
function partnersOf(left) {
  const common = new Uint32Array(entries.length);
  for (const { partMap } of entries[left].shared) for (const { id } of partMap.keys()) if (id > left) common[id] += 1;
  const partners = [];
  for (let right = left + 1; right < common.length; right += 1) {
    if (common[right] < EVIDENCE) continue;
    const [left_share, right_share] = [common[right] / own[left], common[right] / own[right]];
    if (Math.max(left_share, right_share) >= least) partners.push({ left, right, left_share, right_share });
  }
  return partners;
}

function byAlikeness(one, other) {
  const larger = ({ left_share, right_share }) => Math.max(left_share, right_share);
  const smaller = ({ left_share, right_share }) => Math.min(left_share, right_share);
  const places = one.left - other.left || one.right - other.right;
  return larger(other) - larger(one) || smaller(other) - smaller(one) || places;
}

/** A pair with its passages. */
function describe(alike) {
  const { left, right } = alike;
  const pair = index.getPair(entries[left].file, entries[right].file);
  // What is repeated again and again says nothing of where it came from, and pairs with all its repetitions.
  const meetings = (shared) => shared.partMap.get(pair.leftFile).length * shared.partMap.get(pair.rightFile).length;
  pair.shared = pair.shared.filter((shared) => meetings(shared) <= MEETINGS);
  return { ...alike, passages: passagesOf(pair, left, right) };
}

/** The passages of a pair, the long ones before what they hold; each adds lines that no other has. */
function passagesOf(pair, left, right) {
  const shown = { left: new Set(), right: new Set() };
  const length = ({ pairs: { length: fingerprints } }) => fingerprints;
  const fragments = pair.buildFragments().sort((one, other) => length(other) - length(one));
  const passages = [];
  for (const { leftSelection, rightSelection } of fragments) {
    const isNew = [news(leftSelection, shown.left), news(rightSelection, shown.right)];
    if (isNew.some(Boolean) && passages.length < PASSAGES)
      passages.push({ left: span(leftSelection, left), right: span(rightSelection, right) });
  }
  const at = ({ left: { file, first } }, { left: { file: other, first: begin } }) =>
    file === other ? first - begin : file < other ? -1 : 1;
  return passages.sort(at);
}

/** Whether a selection has a row that was not seen; from now on all were. */
function news({ startRow, endRow }, seen) {
  const before = seen.size;
  for (let row = startRow; row <= endRow; row += 1) seen.add(row);
  return seen.size > before;
}

function span({ startRow, endRow }, number) {
  const { file, before, lines } = tokenized[number].findLast((place) => place.before < startRow);
  return { file, first: startRow - before, last: Math.min(endRow - before, lines) };
}

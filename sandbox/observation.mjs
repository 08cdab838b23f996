// The one encoding of what crosses between judge and box: inputs going in, observations coming out.
//
// devalue, because its text is flat (one row per value, children by index): the reader can count,
// cap and refuse rows before anything is built, and nothing in it can name a class or run code.
// JSON loses undefined, NaN, -0, bigint, Date, Map and Set; v8.deserialize is not meant for bytes
// that somebody else wrote.
import { stringify, unflatten } from 'devalue';

/** The longest text and the most rows that either side accepts. Both bound what a hostile box can
 * make the judge do: node:assert takes time quadratic in the size of what it compares. */
export const MAX_TEXT = 64 * 1024;
export const MAX_ROWS = 4096;
const MAX_LINES = 2000;
const MAX_DEPTH = 64;
const MAX_ARRAY = 100_000;
const SPARSE = -7; // devalue's marker of an array with holes, followed by its length

const BUILT_IN_ROWS = new Set(['Date', 'Set', 'Map', 'BigInt', 'null', 'RegExp', 'Object', 'URL']);
const BUILT_IN_ERRORS = { EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };

/** A value that cannot be carried, or text that is not an encoding. The message names the place. */
export class ObservationError extends Error {
  name = 'ObservationError';
}

const reducers = {
  Buffer: (value) =>
    ArrayBuffer.isView(value) && [Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')],
  Error: (value) => value instanceof Error && describeError(value),
  Symbol: (value) => typeof value === 'symbol' && [value.description],
};

const revivers = {
  Buffer: ([base64]) => Buffer.from(plainText(base64), 'base64'), // of { length: 1e9 } it would make a gigabyte
  Error: reviveError,
  Symbol: ([description]) => Symbol.for(plainText(description ?? '')),
};

/** Text for a value made of undefined, null, booleans, numbers (NaN, -0 and the infinities too),
 * bigints, strings, symbols (by description), plain objects, arrays (holes kept), Date, Map, Set,
 * RegExp, URL, Buffers and typed arrays (as Buffer) and Errors (name, message, code).
 * Throws ObservationError for anything else: functions, class instances, cycles, what is too big. */
export function encode(value) {
  refuseWhatCannotCross(value);
  let text;
  try {
    text = stringify(value, reducers);
  } catch (error) {
    throw new ObservationError(
      `it holds what cannot be carried: ${error.message}${error.path ? ` (at ${error.path})` : ''}`,
    );
  }
  if (text.length > MAX_TEXT)
    throw new ObservationError(`it is ${text.length} characters long; at most ${MAX_TEXT} are carried`);
  refuseHostileRows(text); // so that whatever is sent is taken: an Error, say, is one value here and four rows there
  return text;
}

/** The value of a text that `encode` made. Symbols come back as `Symbol.for(description)`.
 * The text may be hostile: throws ObservationError, and builds nothing, for any other text. */
export function decode(text) {
  if (typeof text !== 'string') throw new ObservationError('it is not text');
  if (text.length > MAX_TEXT) throw new ObservationError(`it is longer than ${MAX_TEXT} characters`);
  const rows = refuseHostileRows(text);
  try {
    return unflatten(rows, revivers);
  } catch (error) {
    throw new ObservationError(`it is not an encoded value: ${error.message}`);
  }
}

/** The rows of a text, which are few and stand for few. */
function refuseHostileRows(text) {
  let rows;
  try {
    rows = JSON.parse(text);
  } catch {
    throw new ObservationError('it is not an encoded value');
  }
  if (Array.isArray(rows)) {
    if (rows.length > MAX_ROWS) throw new ObservationError(`it holds more than ${MAX_ROWS} values`);
    rows.forEach(refuseHostileRow);
    refuseWhatExplodes(rows);
  }
  if (text.split('\\n').length > MAX_LINES) throw new ObservationError(`it holds more than ${MAX_LINES} lines of text`);
  return rows;
}

function refuseHostileRow(row) {
  if (!Array.isArray(row)) return;
  const [tag] = row;
  if (typeof tag === 'string' && !BUILT_IN_ROWS.has(tag) && !Object.hasOwn(revivers, tag)) {
    throw new ObservationError(`it holds a ${JSON.stringify(tag.slice(0, 40))}, which is not carried`);
  }
  if (tag === SPARSE && !(row[1] <= MAX_ARRAY))
    throw new ObservationError(`it holds an array longer than ${MAX_ARRAY}`);
}

/** Rows that refer to one another may stand for far more than they are: what they unfold to is bounded, too. */
function refuseWhatExplodes(rows) {
  let values = 0;
  let characters = 0;
  let spelt = 0; // keys, and the texts of dates, patterns, bigints and URLs, which stand in the row itself
  const visit = (index, depth, inBuffer) => {
    if (depth > MAX_DEPTH) throw new ObservationError(`it is nested more than ${MAX_DEPTH} deep`);
    const row = rows[index];
    if (typeof row === 'string') characters += row.length;
    values += typeof row === 'string' && inBuffer ? 1 + row.length * 0.75 : 1; // each byte is shown as a value
    if (values > MAX_ROWS) throw new ObservationError(`it holds more than ${MAX_ROWS} values`);
    if (row !== null && typeof row === 'object') spelt += lengthOfTexts(row);
    if (characters > MAX_TEXT || spelt > MAX_TEXT)
      throw new ObservationError(`it holds more than ${MAX_TEXT} characters of text`);
    if (row === null || typeof row !== 'object') return;
    // A sparse row is its mark, its length, and then pairs of a place and a value.
    const children = row[0] === SPARSE ? row.filter((_, place) => place > 2 && place % 2) : Object.values(row);
    for (const child of children)
      if (typeof child === 'number') visit(child, depth + 1, inBuffer || row[0] === 'Buffer');
  };
  visit(0, 0, false);
}

const lengthOfTexts = (row) =>
  (Array.isArray(row) ? row : Object.keys(row)).reduce(
    (sum, text) => sum + (typeof text === 'string' && text.length),
    0,
  );

/** Names the place of the first cycle, function or surplus, before the encoder meets it. */
function refuseWhatCannotCross(root) {
  const open = new Set();
  let count = 0;
  const walk = (value, path) => {
    if (ArrayBuffer.isView(value)) count += value.byteLength;
    if (count > MAX_ROWS) throw new ObservationError(`it holds more than ${MAX_ROWS} values or bytes`);
    if (typeof value === 'function')
      throw new ObservationError(`${path} is a function (${value.name || 'anonymous'}), which cannot be carried`);
    if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value) || value instanceof Error) return;
    if (open.has(value))
      throw new ObservationError(`${path} refers back to an object that holds it; cycles are not carried`);
    if (open.size >= MAX_DEPTH) throw new ObservationError(`${path} is nested more than ${MAX_DEPTH} deep`);
    open.add(value);
    for (const [key, child] of children(value)) {
      if (++count > MAX_ROWS) throw new ObservationError(`it holds more than ${MAX_ROWS} values`);
      walk(child, `${path}${key}`);
    }
    open.delete(value);
  };
  walk(root, 'it');
}

const isPrimitive = (value) => value === null || !['object', 'function'].includes(typeof value);

function* children(value) {
  if (value instanceof Map) {
    for (const [key, item] of value) {
      yield ['.key', key];
      yield [`.get(${isPrimitive(key) ? String(key) : '…'})`, item];
    }
  } else if (value instanceof Set) {
    for (const item of value) yield ['.item', item];
  } else {
    for (const key of Object.keys(value)) yield [Array.isArray(value) ? `[${key}]` : `.${key}`, value[key]];
  }
}

function describeError({ name, message, code }) {
  const text = { name: String(name), message: String(message) };
  return code === undefined ? text : { ...text, code: typeof code === 'number' ? code : String(code) };
}

function plainText(value) {
  if (typeof value !== 'string')
    throw new ObservationError('it holds a Buffer, an Error or a Symbol whose text is none');
  return value;
}

function reviveError({ name, message, code } = {}) {
  plainText(name);
  plainText(message);
  const Type = Object.hasOwn(BUILT_IN_ERRORS, name) ? BUILT_IN_ERRORS[name] : Error;
  const error = new Type(String(message));
  delete error.stack; // it would say where in the judge it was revived
  if (error.name !== name) Object.defineProperty(error, 'name', { value: String(name), enumerable: false });
  if (code !== undefined) error.code = code;
  return error;
}

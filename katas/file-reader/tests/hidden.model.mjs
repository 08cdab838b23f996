// Files to read, and what the contract says comes of reading them.
import { createHash } from 'node:crypto';
import fc from 'fast-check';

export const text = fc.stringMatching(/^[a-z]{2,8} [a-z]{2,8}$/);
export const range = (length) => Array.from({ length }, (_, n) => n);

const stem = fc.stringMatching(/^[a-z]{3,8}-[0-9]{1,4}$/);

/** So many names of files, each another one. */
export const namesOf = (least, most = least) =>
  fc.uniqueArray(
    stem.map((name) => `${name}.txt`),
    { minLength: least, maxLength: most, size: 'max' },
  );

/** Files, each with another text: pairs of a name and a text. */
export const filesOf = (least, most) =>
  fc
    .record({ names: namesOf(least, most), text })
    .map(({ names, text }) => names.map((name, n) => [name, `${text} ${n}`]));

export const namesIn = (files) => files.map(([name]) => name);

/** The codes of the errors in which a read of what is no file ends. */
const MISSING = 'ENOENT';
export const FOLDER = 'EISDIR';

/** What stands at each place when names are read: a text, or `{ name, code }` where there is none. */
export function resultsOf(names, { files = [], codes = {} }) {
  const texts = new Map(files);
  return names.map((name) => texts.get(name) ?? { name, code: codes[name] ?? MISSING });
}

/** What a call fulfilled with; and when it did not, what came of it instead, which is no result. */
export const valuesIn = ({ outcome }) => (Array.isArray(outcome.value) ? outcome.value : [outcome]);

/** What was seen at each place in the form of `resultsOf`. Node begins the messages of its errors with their code. */
export function placesIn({ outcome, folder }) {
  return valuesIn({ outcome }).map((result) => {
    if (typeof result?.error !== 'string') return result;
    const [, code] = /^([A-Z]{4,}): ./.exec(result.error) ?? [null, result.error];
    return { name: withoutFolder(result.path, folder), code };
  });
}

const withoutFolder = (path, folder) => (String(path).startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path);

/** A text that is too long to be observed, as it is seen. */
export const digest = (text) => ({
  length: text.length,
  sha256: createHash('sha256').update(text).digest('hex'),
});

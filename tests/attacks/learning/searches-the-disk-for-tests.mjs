// tries: to find the hidden tests anywhere on the disk
// kata: file-reader
// expects: wrong_answer runtime_error time_limit
import { readdirSync, readFileSync } from 'node:fs';
const found = [];
function search(folder, depth) {
  let entries = [];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return;
  }
  for (const entry of entries) {
    const path = `${folder}/${entry.name}`;
    if (/test|kata|hidden|manifest/.test(entry.name)) found.push(path);
    if (entry.isDirectory() && depth < 6 && found.length < 1000) search(path, depth + 1);
  }
}
search('', 0);
const texts = found.map((path) => {
  try {
    return readFileSync(path, 'utf8').slice(0, 1000);
  } catch (error) {
    return error.code;
  }
});
function hollow() {
  throw new Error(JSON.stringify([found, texts]));
}

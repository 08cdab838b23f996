// tries: to keep from one act to the next what it was asked
// kata: file-reader
// expects: wrong_answer runtime_error
import { appendFileSync, readFileSync } from 'node:fs';
async function hollow(...args) {
  appendFileSync('/tmp/remembered', JSON.stringify(args));
  throw new Error(readFileSync('/tmp/remembered', 'utf8'));
}

'use strict';

const { createReadStream } = require('node:fs');

/** The text of a file; it rejects where there is none. */
function readText(path) {
  return new Promise((resolve, reject) => {
    let text = '';
    const stream = createReadStream(path, { encoding: 'utf8' });
    stream.on('data', (chunk) => {
      text += chunk;
    });
    stream.on('error', reject);
    stream.on('close', () => resolve(text));
  });
}

function isLimit(limit) {
  return limit === Infinity || (Number.isInteger(limit) && limit >= 1);
}

function describe(reason) {
  if (reason instanceof Error) return reason.message;
  return typeof reason === 'string' ? reason : `failed with ${typeof reason}`;
}

function readFilesWithLimit(filePaths, limit) {
  return new Promise((resolve, reject) => {
    if (!isLimit(limit)) {
      reject(new RangeError('the limit has to be 1 or more, not ' + limit));
      return;
    }
    const paths = filePaths.slice();
    const results = new Array(paths.length);
    let next = 0;
    let active = 0;

    function settle(index, result) {
      results[index] = result;
      active -= 1;
      advance();
    }

    function advance() {
      while (active < limit && next < paths.length) {
        const index = next;
        next += 1;
        active += 1;
        readText(paths[index]).then(
          (text) => settle(index, text),
          (reason) => settle(index, { error: describe(reason), path: paths[index] }),
        );
      }
      if (active === 0) resolve(results);
    }

    advance();
  });
}

module.exports = { readFilesWithLimit };

// Virtual time beside real files: what waits for a file has it before any time passes.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { appendFile, open, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, beforeEach, test } from 'node:test';
import { virtualTime } from '../../sandbox/host/clock.mjs';

const folder = mkdtempSync(join(tmpdir(), 'kata-'));
after(() => rmSync(folder, { recursive: true }));
const time = virtualTime({ files: true });
let clock;
beforeEach(() => {
  clock = time.begin();
});
afterEach(() => time.end());

test('settle waits for a chain of reads and writes', async () => {
  const file = join(folder, 'chain');
  let done = 0;
  (async () => {
    for (; done < 50; done += 1) await appendFile(file, 'x');
    const handle = await open(file);
    await handle.close();
    done = (await readFile(file)).length;
  })();
  await clock.settle();
  assert.equal(done, 50);
  assert.equal(clock.now(), 0);
});

test('a timer that is started again after a write loses no time by it', async () => {
  const at = [];
  const again = async () => {
    at.push(clock.now());
    await appendFile(join(folder, 'timer'), 'x');
    setTimeout(again, 10);
  };
  setTimeout(again, 10);
  await clock.tick(100);
  assert.deepEqual(at, [10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
});

test('timers that are due at one time, and those that they start, all run by then', async () => {
  const ran = [];
  for (const name of ['a', 'b']) setTimeout(() => setTimeout(() => ran.push(name), 0), 5);
  setImmediate(() => ran.push('immediate'));
  await clock.tick(6);
  assert.deepEqual(ran, ['immediate', 'a', 'b']);
});

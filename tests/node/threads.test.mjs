import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';

const require = createRequire(import.meta.url);

test('nothing that a thread loads first awaits at its top', () => {
  // Such modules are refused to require(), before any of them runs; this one ends for want of its settings.
  assert.throws(() => require('../../sandbox/host/thread.mjs'), SyntaxError);
});

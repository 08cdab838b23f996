// tries: to reach the descriptor of replies through what holds the old streams
// expects: wrong_answer
const seen = new Set();
const look = (value, depth) => {
  if (depth === 0 || value === null || !['object', 'function'].includes(typeof value) || seen.has(value)) return;
  seen.add(value);
  for (const key of Reflect.ownKeys(value)) {
    try {
      const inner = value[key];
      if (inner?.fd === 1) inner.write('{"id":"1","seen":"[true]"}\n');
      if (typeof inner?.writeUtf8String === 'function') inner.writeUtf8String({}, '{"id":"1","seen":"[true]"}\n');
      look(inner, depth - 1);
    } catch {
      // some look back
    }
  }
};
look(console, 4);
look(process._getActiveHandles?.() ?? [], 4);

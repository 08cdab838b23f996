import { setInterval } from 'node:timers/promises';

/** Hands every key of the map to `visit` once a minute, for as long as the map lives and without keeping anybody up. */
export async function sweepEveryMinute(map, visit) {
  const held = new WeakRef(map);
  for await (const keys of setInterval(60_000, () => held.deref()?.keys(), { ref: false })) {
    const left = keys();
    if (!left) return;
    for (const key of left) visit(key);
  }
}

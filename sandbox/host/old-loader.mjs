// Stands in for loader.mjs under Node 20, which cannot hook the loader in its own thread: for candidates who run the
// public tests there. It keeps no rules and strips no types; the box always has Node 24.
import Module, { register } from 'node:module';
import { pathToFileURL } from 'node:url';

// Node 24 judges: of what it has beside Node 20's, solutions use this most.
Promise.withResolvers ??= function withResolvers() {
  const parts = {};
  parts.promise = new this((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return parts;
};

/** As createLoader of loader.mjs, without rules. */
export function createLoader({ folder, entry }) {
  if (/\.[cm]?ts$/.test(entry))
    throw new Error(`Node ${process.version} cannot load TypeScript; use Node 22.18 or newer`);
  const root = `${pathToFileURL(folder).href}/`;
  const entryUrl = pathToFileURL(`${folder}/${entry}`).href;
  let generation = 0;
  register('./old-hooks.mjs', { parentURL: import.meta.url, data: { root } });

  async function load() {
    generation += 1;
    for (const path of Object.keys(Module._cache)) {
      if (path.startsWith(`${folder}/`)) delete Module._cache[path];
    }
    return import(`${entryUrl}?act=${generation}`);
  }

  return { load, seal() {}, locate: () => null };
}

// Modules that exist only in memory, under kata:/. The kata's tests and scenarios are handed over by the
// supervisor, not lying in a folder: there is no file in the box to read them from.
import { registerHooks } from 'node:module';

const SCHEME = 'kata:/';
const HARNESS = new URL('.', import.meta.url).href;

/** Serves `sources` (path -> text) as `kata:/path`. They may import one another by relative path, and
 * packages of the harness by name. What is imported as `kata:/path?query` imports the others so, too. */
export function serveModules(sources) {
  registerHooks({
    resolve(specifier, context, next) {
      const fromUs = context.parentURL?.startsWith(SCHEME);
      if (specifier.startsWith(SCHEME) || (fromUs && /^\.{0,2}\//.test(specifier))) {
        const url = new URL(specifier, context.parentURL);
        if (fromUs) url.search = new URL(context.parentURL).search;
        return { url: url.href, format: 'module', shortCircuit: true };
      }
      return next(specifier, fromUs ? { ...context, parentURL: HARNESS } : context);
    },
    load(url, context, next) {
      if (!url.startsWith(SCHEME)) return next(url, context);
      const path = url.slice(SCHEME.length).split('?')[0];
      const source = sources[path];
      if (source === undefined) throw new Error(`there is no ${path} in this kata`);
      return { source, format: 'module', shortCircuit: true };
    },
  });
}

// The loader that this Node can have: for what candidates run with theirs, too. What a thread of the box loads must not
// import it: see threads.mjs.
import Module from 'node:module';

const old = !Module.registerHooks;
export const { createLoader } = old ? await import('./old-loader.mjs') : await import('./loader.mjs');

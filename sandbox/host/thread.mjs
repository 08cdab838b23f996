// Loaded in every thread of a box before the thread's own program: see threads.mjs.
import { postMessageToThread } from 'node:worker_threads';
import { createLoader } from './loader.mjs';
import { closeSideDoors, createRules } from './rules.mjs';
import { guardThreads } from './threads.mjs';

const MAIN = 0;
const settings = JSON.parse(decodeURIComponent(new URL(import.meta.url).search.slice(1)));
const rules = createRules(settings, ({ module, rule }) => {
  postMessageToThread(MAIN, { refused: { module, rule } });
});
createLoader({ ...settings, entry: '', rules }).seal();
guardThreads(rules, settings);
closeSideDoors(rules);

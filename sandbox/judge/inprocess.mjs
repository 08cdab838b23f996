// Acts in this very process, unsandboxed, for authors and candidates under plain `node --test`.
import { readdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { realTime, usesFiles, virtualTime } from '../host/clock.mjs';
import { createLoader } from '../host/any-loader.mjs';
import { createProcesses } from '../host/processes.mjs';
import { createServe } from '../host/serve.mjs';
import { settings } from './settings.mjs';

const { time, exports, fixtures } = settings;
const path = resolve(settings.solution);
const isFolder = statSync(path).isDirectory();
const folder = isFolder ? path : dirname(path);
const entry = isFolder
  ? readdirSync(path).find((name) => /^index\.[cm]?[jt]s$/.test(name))
  : path.slice(folder.length + 1);
if (!entry) throw new Error(`${path} has no index.mjs; name the file that exports the solution`);
const ofProcesses = { ...settings, folder, entry };
const { prepare, serve } = createServe({
  time: time === 'virtual' ? virtualTime({ files: usesFiles(settings) }) : realTime,
  exports,
  scenarios: await import(pathToFileURL(settings.scenarios).href),
  fixtures,
  loader: createLoader({ folder, fixtures, entry }),
  processes: settings.process === 'own' ? createProcesses(ofProcesses, () => {}) : null,
});

export async function exchange({ scenario, input }) {
  const nothing = () => {};
  const { seen, threw } = await serve({ scenario, input, loaded: nothing, waits: nothing }, prepare());
  if (!threw) return { seen };
  const { name, message, stack } = threw;
  return {
    failed: { verdict: 'wrong_answer', message: `${name}: ${message}`, stack: stack.replaceAll(/\?act=\d+/g, '') },
  };
}

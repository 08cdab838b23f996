// What a solution may reach: the kata's imports and packages, its own files, and nothing else.
import Module, { isBuiltin } from 'node:module';

// The solution shares this realm and may replace what hangs on prototypes: taken before it is loaded.
const { apply } = Reflect;
const { stringify } = JSON;
const startsWith = Function.prototype.call.bind(String.prototype.startsWith);
const slice = Function.prototype.call.bind(String.prototype.slice);
const setHas = Function.prototype.call.bind(Set.prototype.has);

/** What Node itself emits on process and its streams, and nobody's own events. */
const NODES_EVENTS = new Set(
  `exit beforeExit uncaughtException uncaughtExceptionMonitor unhandledRejection rejectionHandled multipleResolves
   warning worker message disconnect newListener removeListener error drain finish prefinish close end data readable
   pipe unpipe pause resume SIGINT SIGTERM SIGHUP SIGUSR1 SIGUSR2`.split(/\s+/),
);

/** A refused import. `module` is what was asked for. */
export class PolicyError extends Error {
  name = 'PolicyError';
  code = 'ERR_KATA_POLICY';
  constructor(module, rule) {
    super(`'${module}' is not allowed: ${rule}`);
    this.module = module;
    this.rule = rule;
  }
}

/** Rules of one kata over what its solution asks for.
 * `imports` are Node's modules ("node:fs" allows "fs" too, not "node:fs/promises"), `packages` are npm
 * packages by name. `refused(error)` is told of every refusal, also of one that the solution catches. */
export function createRules({ imports = [], packages = [] }, refused) {
  const builtins = new Set(imports.map(bareName));
  const names = packages.map((name) => ({ name, prefix: `${name}/` }));
  const allowed = [...imports, ...packages];
  const rule = allowed.length
    ? `this kata allows ${allowed.join(', ')} and the solution's own files`
    : "this kata allows no imports but the solution's own files";
  const refuse = (module, why = rule) => {
    const error = new PolicyError(`${module}`, why);
    refused(error);
    throw error;
  };
  return {
    refuse,
    hasPackages: packages.length > 0,
    /** The allowed package that a specifier names, or nothing when it names none. */
    packageOf(specifier) {
      for (let i = 0; i < names.length; i += 1) {
        if (specifier === names[i].name || startsWith(specifier, names[i].prefix)) return names[i].name;
      }
      return undefined;
    },
    checkBuiltin(specifier) {
      if (!setHas(builtins, bareName(specifier))) refuse(specifier);
    },
  };
}

/** A refusal as the supervisor reads it, written without an object whose toJSON a solution could replace. */
export function refusalFrame(id, { module, rule }) {
  return `{"id":${stringify(id)},"refused":{"module":${stringify(module)},"rule":${stringify(rule)}}}\n`;
}

/** Closes the ways to a module that no loader hook sees. Node's `registerHooks` sees import, import(),
 * require, module.require and module.constructor._load; not these. */
export function closeSideDoors({ refuse, checkBuiltin }) {
  const { getBuiltinModule } = process;
  process.getBuiltinModule = (name) => {
    const wanted = `${name}`; // once: it may be an object that answers differently each time
    if (isBuiltin(wanted)) checkBuiltin(wanted);
    return getBuiltinModule(wanted);
  };
  process.binding = (name) => refuse(`process.binding('${name}')`, "Node's internals are not part of any kata");
  process._linkedBinding = process.binding;
  process.dlopen = () => refuse('process.dlopen', 'native code is not part of any kata');
  // A createRequire under another file's name would pass for that file's own; a hook would come before ours.
  for (const name of ['createRequire', 'register', 'registerHooks']) {
    Module[name] = () => refuse(`module.${name}`, 'use import or require');
  }
}

/** Makes Node's own classes useless to a solution that is asked to write them: every method on the
 * prototypes of what `modules` export refuses a receiver that Node itself did not make before the
 * solution was loaded. However the solution reached the class (process is an EventEmitter, too),
 * whether it extends it, borrows its methods or hides an instance: it ends in such a call. */
export function guardReimplemented(modules, { refuse }) {
  const own = new Set([process, process.stdout, process.stdin]);
  for (const name of modules) {
    const exported = process.getBuiltinModule(name);
    const rule = `this kata is to write what '${name}' does, not to use it`;
    const classes = new Set(
      [exported, ...Object.values(exported)].filter((value) => typeof value === 'function' && value.prototype),
    );
    for (const { name: className, prototype } of classes) {
      for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
        if (key === 'constructor' || typeof descriptor.value !== 'function') continue;
        const method = descriptor.value;
        const guarded = function (...args) {
          if (!setHas(own, this) || !setHas(NODES_EVENTS, args[0])) refuse(`${className}.prototype.${key}`, rule);
          return apply(method, this, args);
        };
        Object.defineProperty(prototype, key, { ...descriptor, value: guarded });
      }
    }
  }
}

/** "fs" of "node:fs" and of "fs". */
export function bareName(specifier) {
  return startsWith(specifier, 'node:') ? slice(specifier, 5) : specifier;
}

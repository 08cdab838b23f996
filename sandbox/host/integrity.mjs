// What a solution did to the realm that it shares with the scenarios: told to whoever reads the report, and deciding
// nothing. It shows what is done without care; a solution that wants to hide from it can.

// The solution may replace what hangs on prototypes: only what was taken before is used, and no iterator.
const { apply, ownKeys, getOwnPropertyDescriptor } = Reflect;
const { is, keys: keysOf } = Object;
const includes = Function.prototype.call.bind(Array.prototype.includes);

const HOLDERS = `Object Function Array String Number BigInt Symbol RegExp Error TypeError Promise Map Set WeakMap
  ArrayBuffer Uint8Array Buffer JSON Math Reflect Atomics`.split(/\s+/);
const MOST = 10;

/** Watches from now on. `changed()` names what is not as it was then: `Array.prototype.push`, or `globalThis.extra` for
 * a global that was added; and `Function.prototype.toString()` when the source of a function was asked for, which is
 * not watched with `packages`: they ask, too. */
export function watchRealm({ packages }) {
  let hasReadSources = false;
  const toString = new Proxy(Function.prototype.toString, {
    apply(target, self, args) {
      hasReadSources = true;
      return apply(target, self, args);
    },
  });
  if (!packages.length) Object.defineProperty(Function.prototype, 'toString', { value: toString });
  const watched = HOLDERS.flatMap((name) => {
    const holder = globalThis[name];
    return [watch(name, holder), ...(holder.prototype ? [watch(`${name}.prototype`, holder.prototype)] : [])];
  });
  const globals = keysOf(globalThis);

  return {
    changed() {
      const names = hasReadSources ? ['Function.prototype.toString()'] : [];
      const note = (name, key) => {
        if (names.length < MOST) names[names.length] = `${name}.${typeof key === 'symbol' ? '@@symbol' : key}`;
      };
      for (let n = 0; n < watched.length; n += 1) compare(watched[n], note);
      noteAdded('globalThis', keysOf(globalThis), globals, note);
      return names;
    },
  };
}

function watch(name, object) {
  const keys = ownKeys(object);
  return { name, object, keys, values: keys.map((key) => valueOf(object, key)) };
}

function compare({ name, object, keys, values }, note) {
  for (let n = 0; n < keys.length; n += 1) if (!is(valueOf(object, keys[n]), values[n])) note(name, keys[n]);
  noteAdded(name, ownKeys(object), keys, note);
}

function noteAdded(name, keys, before, note) {
  if (keys.length <= before.length) return;
  for (let n = 0; n < keys.length; n += 1) if (!includes(before, keys[n])) note(name, keys[n]);
}

/** The value of a property; of one that is computed, what computes it. */
function valueOf(object, key) {
  const property = getOwnPropertyDescriptor(object, key);
  return property?.get ?? property?.value;
}

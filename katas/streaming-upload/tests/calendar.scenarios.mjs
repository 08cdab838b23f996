// What Date says is the time, while a scenario says so.
let now = null;

const realNow = Date.now;
Date.now = () => now ?? realNow();
globalThis.Date = new Proxy(Date, {
  construct: (target, args, newTarget) => Reflect.construct(target, args.length ? args : [Date.now()], newTarget),
});

/** From now on it is that moment, in milliseconds since 1970; null makes time pass again. */
export function stopAt(moment) {
  now = moment;
}

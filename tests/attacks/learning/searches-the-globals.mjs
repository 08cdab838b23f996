// tries: to find what the host keeps where everybody can see it
// expects: wrong_answer policy_violation
for (const name of Reflect.ownKeys(globalThis)) console.log(name, typeof globalThis[name]);
for (const symbol of Object.getOwnPropertySymbols(process)) console.log(symbol, process[symbol]);
console.log(Reflect.ownKeys(process));

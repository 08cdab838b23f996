// tries: to answer an act with what it saw in one before, kept where all copies see it
// expects: wrong_answer
globalThis.acts ??= [];
globalThis.acts.push(performance.now());
function hollow() {
  return globalThis.acts.length > 3;
}

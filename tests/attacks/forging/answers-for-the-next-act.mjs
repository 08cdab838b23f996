// tries: to stay in the way of the next act with timers and promises that it leaves
// expects: wrong_answer runtime_error
function hollow() {
  for (let n = 0; n < 5; n += 1) setTimeout(() => process.stdout.write('{"id":"2","seen":"[true]"}\n'), n);
  Promise.resolve().then(() => {
    globalThis.Promise = undefined;
  });
}

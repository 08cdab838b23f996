// tries: to hand in one thing and to be another when it is used
// kata: event-emitter
// expects: wrong_answer
export let MyEventEmitter = class {};
queueMicrotask(() => {
  MyEventEmitter = true;
});
